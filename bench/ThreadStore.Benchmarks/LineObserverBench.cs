using System;
using System.IO;
using System.Linq;
using System.Text;
using BenchmarkDotNet.Attributes;
using ThreadStore.Items;
using ThreadStore.Projection;

namespace ThreadStore.Benchmarks;

/// <summary>
/// What one line costs on its way into a delta: taken apart, and observed by the built-in projection. Real lines of samples/rollouts, by
/// kind; "all" is every line in the order of the files. Per line.
/// </summary>
public class LineObserverBench
{
    private const int LinesPerCall = 64;

    private static readonly ThreadId s_thread = ThreadId.Parse("01a1fcb7-7132-7b11-bcb0-144749e5c184");

    private readonly LineObserver _observer = ComposedProjection.BuiltInOnly.Observer;
    private readonly ThreadDelta _delta = ComposedProjection.BuiltInOnly.NewDelta();
    private byte[][] _lines = [];
    private int _next;

    /// <summary>Which lines.</summary>
    [Params("token_count", "item_completed", "task_started", "session_meta", "turn_context", "response_item", "all")]
    public string Kind { get; set; } = "";

    /// <summary>Reads the samples.</summary>
    [GlobalSetup]
    public void Read()
    {
        var all = Directory.GetFiles(Folder(), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(static line => Encoding.UTF8.GetBytes(line + "\n"));
        _lines = [.. all.Where(line => Kind == "all" || IsOfKind(line))];
        if (_lines.Length == 0)
        {
            throw new InvalidOperationException($"no sample line of kind {Kind}");
        }
    }

    /// <summary>Observes lines one by one, as appends do.</summary>
    [Benchmark(OperationsPerInvoke = LinesPerCall)]
    public ulong Observe()
    {
        _delta.Reset(s_thread, 0);
        for (var i = 0; i < LinesPerCall; i++)
        {
            _observer.Observe(_lines[_next], 0, _delta, default);
            _next = _next + 1 == _lines.Length ? 0 : _next + 1;
        }

        return _delta.Facts.Present;
    }

    private bool IsOfKind(byte[] text)
    {
        var reader = new LineReader(text, 0);
        if (reader.Read(out var line) is not LineStatus.Line)
        {
            return false;
        }

        var type = line.TypeName.SequenceEqual("event_msg"u8) ? PayloadType.Find(line.Payload) : line.TypeName;
        return type.SequenceEqual(Encoding.UTF8.GetBytes(Kind));
    }

    // Benchmarks run in folders of their own below the repository.
    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var samples = Path.Combine(at.FullName, "samples", "rollouts");
            if (Directory.Exists(samples))
            {
                return samples;
            }
        }

        throw new DirectoryNotFoundException("samples/rollouts");
    }
}
