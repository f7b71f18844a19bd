using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Append;

/// <summary>The floor under a written append: the bytes of its line, which is there already, by one system call and nothing else.</summary>
internal sealed partial class WriteAppender : Appender
{
    private readonly ScratchFolder _folder = new();
    private readonly SafeFileHandle _file;
    private readonly byte[][] _lines = new byte[Payloads.Count][];
    private readonly int _descriptor;

    internal WriteAppender(Payloads payloads)
        : base(payloads)
    {
        for (var index = 0; index < _lines.Length; index++)
        {
            _lines[index] = RolloutLine.Of(payloads[index]);
        }

        _file = System.IO.File.OpenHandle(_folder.File("lines"), System.IO.FileMode.CreateNew, System.IO.FileAccess.Write);
        _descriptor = (int)_file.DangerousGetHandle();
    }

    /// <inheritdoc/>
    public override Task CheckAsync()
    {
        LineFile.Check(_folder.File("lines"), skipped: 0, this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        _folder.Dispose();
        return default;
    }

    /// <inheritdoc/>
    protected override void Append(byte[] payload)
    {
        var line = _lines[Appended % Payloads.Count];
        if (Write(_descriptor, in line[0], line.Length) != line.Length)
        {
            throw new WrongAnswerException("write(2) failed");
        }
    }

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int file, in byte bytes, nint count);
}
