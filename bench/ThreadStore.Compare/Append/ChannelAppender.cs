using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ThreadStore.Compare.Append;

/// <summary>
/// A rival: each append puts its line into an unbounded channel; somebody behind it writes the lines, and the row for each of them, in one
/// transaction for all that wait.
/// </summary>
internal sealed class ChannelAppender : Appender
{
    private const int FileBuffer = 1 << 16;

    private readonly LinesAndRow _kept = new(FileBuffer);
    private readonly Channel<Line> _channel = Channel.CreateUnbounded<Line>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _written;
    private long _awaited = long.MaxValue;

    internal ChannelAppender(Payloads payloads)
        : base(payloads) => _writer = Task.Run(WriteAsync);

    /// <inheritdoc/>
    public override async Task SettleAsync()
    {
        _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Either the writer sees what is awaited, or this sees that it is written.
        Interlocked.Exchange(ref _awaited, Appended);
        if (Interlocked.Read(ref _written) < Appended)
        {
            await Task.WhenAny(_settled.Task, _writer).ConfigureAwait(false);
            if (_writer.IsCompleted)
            {
                await _writer.ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task CheckAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        _kept.Check(this);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _channel.Writer.Complete();
        await _writer.ConfigureAwait(false);
        _kept.Dispose();
    }

    /// <inheritdoc/>
    protected override void Append(byte[] payload)
    {
        // The caller's bytes are the caller's again when the call returns.
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _ = _channel.Writer.TryWrite(new Line(payload.AsSpan().ToArray(), at, Payloads.TokensAfter(Appended) ?? 0));
    }

    private async Task WriteAsync()
    {
        var buffer = new byte[Payloads.Length + Items.LineWriter.MaxEnvelope];
        while (await _channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var transaction = _kept.Begin();
            var count = 0;
            while (_channel.Reader.TryRead(out var line))
            {
                var length = Items.LineWriter.Write(buffer, line.AtMs, _written + count, ItemType.EventMsg, line.Payload, default);
                _kept.Add(buffer.AsSpan(0, length), line.AtMs, line.Tokens);
                count++;
            }

            _kept.End(transaction);
            if (Interlocked.Add(ref _written, count) >= Interlocked.Read(ref _awaited))
            {
                _settled.TrySetResult();
            }
        }
    }

    private readonly record struct Line(byte[] Payload, long AtMs, long Tokens);
}
