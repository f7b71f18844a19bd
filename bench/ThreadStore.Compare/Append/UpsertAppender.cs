using System;
using System.Threading.Tasks;
using ThreadStore.Items;

namespace ThreadStore.Compare.Append;

/// <summary>A rival: each append writes its line by one call and then, waiting, the thread's row.</summary>
internal sealed class UpsertAppender : Appender
{
    private readonly LinesAndRow _kept = new(fileBuffer: 0);
    private readonly byte[] _line;

    internal UpsertAppender(Payloads payloads)
        : base(payloads) => _line = new byte[payloads.Length + LineWriter.MaxEnvelope];

    /// <inheritdoc/>
    public override Task CheckAsync()
    {
        _kept.Check(this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _kept.Dispose();
        return default;
    }

    /// <inheritdoc/>
    protected override void Append(byte[] payload)
    {
        var length = RolloutLine.Write(_line, payload);
        _kept.Add(_line.AsSpan(0, length), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Payloads.TokensAfter(Appended) ?? 0);
    }
}
