using System;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>Somebody who keeps what is appended: us, a floor or a rival. One thread appends.</summary>
internal abstract class Appender(Payloads payloads) : IAsyncDisposable
{
    /// <summary>What is appended.</summary>
    public Payloads Payloads { get; } = payloads;

    /// <summary>How many appends were made.</summary>
    public long Appended { get; private set; }

    /// <summary>Appends the next payload: this call is what is timed.</summary>
    public void AppendNext()
    {
        Append(Payloads[Appended]);
        Appended++;
    }

    /// <summary>Ends when everything that was appended is kept, and whoever looks for it finds it.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>Looks whether everything is there that was appended, in order, and what the row says of it.</summary>
    /// <exception cref="WrongAnswerException">It is not.</exception>
    public abstract Task CheckAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Keeps one payload.</summary>
    protected abstract void Append(byte[] payload);
}
