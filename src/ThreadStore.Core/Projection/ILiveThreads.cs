using System;

namespace ThreadStore.Projection;

/// <summary>The threads that this process writes: they bring their own facts, so nobody else reads their logs without need.</summary>
internal interface ILiveThreads
{
    /// <summary>The live thread of that id, if it has a file; null otherwise.</summary>
    public ProjectedThread? Find(ThreadId id);

    /// <summary>Calls the action for each live thread that has a file.</summary>
    public void ForEach(Action<ProjectedThread> action);
}
