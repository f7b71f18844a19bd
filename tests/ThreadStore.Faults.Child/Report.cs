using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;

namespace ThreadStore.Faults;

/// <summary>What a child says about one call that has returned.</summary>
/// <param name="Kind">The call: append, flush, rename, resume, busy, ready.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Number">The number of the last line that the call answers for; lines of a thread count from 1 in each round.</param>
/// <param name="End">Where that line ends in the log.</param>
/// <param name="IsSure">A kill from here on must not take the line, nor any before it.</param>
/// <param name="IsProjected">The row has come to that end.</param>
public sealed record Report(string Kind, string Thread = "", int Number = 0, long End = 0, bool IsSure = false, bool IsProjected = false)
{
    private static readonly Lock s_gate = new();
    private static readonly Stream s_output = Console.OpenStandardOutput();

    /// <summary>Tells the parent: one write per report, so that a kill leaves no half of one.</summary>
    public void Send()
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.Report);
        lock (s_gate)
        {
            s_output.Write([.. line, (byte)'\n']);
        }
    }

    /// <summary>Reads what <see cref="Send"/> has written.</summary>
    public static Report Parse(string line) =>
        JsonSerializer.Deserialize(line, ReportJson.Default.Report) ?? throw new LawException($"a child said: {line}");
}

/// <summary>Reading and writing of reports, without reflection: a child lives for half a second.</summary>
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
