using System;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>The floor under a buffered append: its bytes copied, and one look at the clock.</summary>
internal sealed class CopyAppender : Appender
{
    private readonly byte[] _line;
    private readonly byte[] _copy;
    private DateTimeOffset _at;

    internal CopyAppender(Payloads payloads)
        : base(payloads)
    {
        _line = RolloutLine.Of(payloads[0]);
        _copy = new byte[_line.Length];
    }

    /// <inheritdoc/>
    public override Task CheckAsync()
    {
        WrongAnswerException.Require(_copy.AsSpan().SequenceEqual(_line) && _at > DateTimeOffset.UnixEpoch, true, "the copy and the time");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => default;

    /// <inheritdoc/>
    protected override void Append(byte[] payload)
    {
        _line.CopyTo(_copy, 0);
        _at = TimeProvider.System.GetUtcNow();
    }
}
