using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ThreadStore.TestKit;

/// <summary>Ends a test that would hang. Never part of what a test proves: a test that passes does not wait for any of these.</summary>
internal static class Guard
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static Task Task(Task task) => task.WaitAsync(s_patience);

    public static Task<T> Task<T>(Task<T> task) => task.WaitAsync(s_patience);

    /// <summary>Steps until the task has ended: it goes on from one step's end to the next on another thread, which may be in the disk meanwhile.</summary>
    public static async Task Stepping(Task task, Action step)
    {
        await Stepping(() => task.IsCompleted, step);
        await task;
    }

    /// <summary>Steps until that is so.</summary>
    public static async Task Stepping(Func<bool> isOver, Action step)
    {
        for (var begun = Stopwatch.GetTimestamp(); !isOver();)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < s_patience, "a stepped engine never gets there");
            step();
            await System.Threading.Tasks.Task.Yield();
        }
    }

    public static void Signal(ManualResetEventSlim signal) => Assert.True(signal.Wait(s_patience), "a gate was never reached");

    public static void Join(params System.Threading.Tasks.Task[] tasks) => Assert.True(System.Threading.Tasks.Task.WaitAll(tasks, s_patience), "a task never ended");

    public static void Join(Thread thread) => Assert.True(thread.Join(s_patience), "a thread never ended");
}
