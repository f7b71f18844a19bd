using System;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Peer;

/// <summary>Holds the answer to one model request: the Codex that asked stays in its turn, with the thread open, until the gate opens.</summary>
/// <remarks>Disposing opens it, so that a failing test does not leave a Codex waiting.</remarks>
internal sealed class ResponsesGate : IDisposable
{
    // A gate that nobody reaches would hang the test instead of failing it.
    private static readonly TimeSpan s_reachLimit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<ResponsesRequest> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the request that waits here.</summary>
    public Task<ResponsesRequest> ReachedAsync() => _reached.Task.WaitAsync(s_reachLimit);

    public void Open() => _opened.TrySetResult();

    public void Dispose() => Open();

    /// <summary>The server's side: reports the request and waits. False when another request is already held here.</summary>
    internal bool TryEnter(ResponsesRequest request) => _reached.TrySetResult(request);

    internal Task PassAsync(CancellationToken aborted) => _opened.Task.WaitAsync(aborted);
}
