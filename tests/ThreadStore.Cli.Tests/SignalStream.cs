using System;
using System.IO;
using System.Text;

namespace ThreadStore.Cli;

/// <summary>Keeps what is written, and tells a test of everything that was written by the time of a flush.</summary>
internal sealed class SignalStream(Action<string> flushed) : MemoryStream
{
    private long _told;

    public override void Flush()
    {
        if (Length > _told)
        {
            var text = Encoding.UTF8.GetString(GetBuffer(), (int)_told, (int)(Length - _told));
            _told = Length;
            flushed(text);
        }
    }
}
