using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Native;

/// <summary>What one script took.</summary>
/// <param name="Nanoseconds">All of it.</param>
/// <param name="Units">Transactions or lists.</param>
/// <param name="MedianUnit">The median of one of them, in nanoseconds.</param>
/// <param name="Rows">Rows changed or read.</param>
/// <param name="Texts">Bytes of the texts that were read.</param>
internal readonly record struct StatementTimes(long Nanoseconds, long Units, long MedianUnit, long Rows, long Texts);

/// <summary>One database, open in the C program, with its statements prepared.</summary>
internal sealed class StatementRun : IDisposable
{
    private readonly Process _process;

    internal StatementRun(Process process) => _process = process;

    /// <summary>Runs a script, which is loaded before the clock starts.</summary>
    /// <exception cref="WrongAnswerException">SQLite refused.</exception>
    public StatementTimes Run(string script)
    {
        try
        {
            _process.StandardInput.WriteLine(script);
            _process.StandardInput.Flush();
        }
        catch (System.IO.IOException)
        {
            // It is gone: what it said is below.
        }

        var answer = _process.StandardOutput.ReadLine()
            ?? throw new WrongAnswerException($"the C program ended: {_process.StandardError.ReadToEnd().Trim()}");
        var numbers = answer.Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new StatementTimes(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    /// <summary>Ends it, and waits: the database is closed then.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (System.IO.IOException)
        {
            // It is gone already, and a run has said so.
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
