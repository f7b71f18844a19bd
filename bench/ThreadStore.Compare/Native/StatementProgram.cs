using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Native;

/// <summary>The program <c>statements.c</c>, compiled for this run: what SQLite costs when nothing but C is around it.</summary>
internal sealed class StatementProgram : IDisposable
{
    private readonly ScratchFolder _folder;
    private readonly string _program;
    private readonly string _library;

    private StatementProgram(ScratchFolder folder, string program, string library)
    {
        _folder = folder;
        _program = program;
        _library = library;
    }

    /// <summary>Compiles it; null without a compiler.</summary>
    /// <exception cref="WrongAnswerException">There is a compiler, and it does not take the program.</exception>
    public static StatementProgram? TryCompile()
    {
        var folder = new ScratchFolder();
        try
        {
            var program = folder.File("statements");
            using var compiler = TryStart("cc", "-O3", "-o", program, Path.Combine(AppContext.BaseDirectory, "Native", "statements.c"), "-ldl");
            if (compiler is null)
            {
                folder.Dispose();
                return null;
            }

            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? new StatementProgram(folder, program, Library()) : throw new WrongAnswerException($"cc: {errors}");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database by it.</summary>
    /// <param name="database">An existing file.</param>
    /// <param name="settings">Executed first.</param>
    /// <param name="statements">Prepared once; scripts name them by their place.</param>
    public StatementRun Open(string database, string settings, params string[] statements)
    {
        var setup = _folder.File($"setup-{Guid.NewGuid():n}");
        using (var file = new BinaryWriter(File.Create(setup)))
        {
            foreach (var text in (string[])[settings, .. statements])
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(text);
                file.Write(bytes.Length);
                file.Write(bytes);
                file.Write((byte)0);
            }
        }

        return new StatementRun(TryStart(_program, _library, database, setup)!);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static Process? TryStart(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // The very file that this process has loaded, and not one of the same name elsewhere.
    private static string Library()
    {
        SQLitePCL.Batteries_V2.Init();
        _ = SQLitePCL.raw.sqlite3_libversion();
        return File.ReadLines("/proc/self/maps").Select(static line => line[(line.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? slash : line.Length)..])
            .FirstOrDefault(static path => Path.GetFileName(path).Contains("sqlite3", StringComparison.Ordinal))
            ?? throw new WrongAnswerException("no library of SQLite is loaded");
    }
}
