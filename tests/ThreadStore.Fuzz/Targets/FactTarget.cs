using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using ThreadStore.Fuzz.Mutation;
using ThreadStore.Fuzz.Reference;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore.Fuzz.Targets;

/// <summary>The extractor: what emitted code finds in lines, for the built-in projection and for one of every rule, in real tables.</summary>
/// <remarks>
/// Laws. Of valid lines both rows are what a slow reading of the attributes over whole JSON documents gives. Of any lines they do not
/// depend on where the log was cut, nor on whether it was observed from memory or through the reader of a file. Nothing throws.
/// </remarks>
internal sealed class FactTarget : FuzzTarget
{
    internal const string TargetName = "facts";

    // How deep the cursor goes: below that a payload gives nothing from there on, and the slow reading would.
    private const int MaxDepth = 256;

    // Exceptions of malformed lines, and blocks for texts that are too long for a thread's own.
    private const long BytesPerInput = 512 << 10;
    private const int PoolFactor = 8;

    private static readonly ThreadId s_id = ThreadId.Parse(Corpus.Id);
    private static readonly ComposedProjection s_projection = ComposedProjection.With<OptionFacts>();

    private readonly ThreadLocal<FactTables> _tables = new(static () => new FactTables(), trackAllValues: true);

    internal override string Name => TargetName;

    internal override int Share => 180;

    internal override void Try(FuzzRandom random, FuzzTally tally)
    {
        var lines = Make(random);
        var tables = _tables.Value!;
        var valid = new List<byte[]>();
        var slow = new SlowFacts(s_id);
        var declared = new DeclaredOracle(typeof(OptionFacts), s_id);
        foreach (var line in lines)
        {
            Choose(line, valid, slow, declared, tally);
        }

        if (valid.Count > 0)
        {
            var rows = Project(tables, Log(valid), random, tally);
            Compare(slow.Columns(), rows.BuiltIn, ThreadFacts.Schema.Columns, valid);
            Compare(declared.Columns(), rows.Host, OptionFacts.Schema.Columns, valid);
        }

        Project(tables, Log(lines), random, tally);
    }

    public override void Dispose()
    {
        foreach (var tables in _tables.Values)
        {
            tables.Dispose();
        }

        _tables.Dispose();
        base.Dispose();
    }

    private static List<byte[]> Make(FuzzRandom random)
    {
        List<byte[]> lines = [random.OneIn(3) ? FuzzLine.Next(random, isTelling: true) : Corpus.TellingTrees[0].ToUtf8()];
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            lines.Add(FuzzLine.Next(random, isTelling: true));
        }

        return lines;
    }

    // What of a line, or of the lines that a mutation made of it, is valid: it is read slowly, and goes into the log of valid lines.
    private static void Choose(byte[] line, List<byte[]> valid, SlowFacts slow, DeclaredOracle declared, FuzzTally tally)
    {
        var found = SlowReader.Read([.. line, (byte)'\n']);
        tally.Count(LineCounts.All, found.Count);
        foreach (var one in found.Where(static one => !one.IsBad))
        {
            var text = line.AsMemory((int)one.Offset, one.Length);
            if (!IsShallow(one.Payload))
            {
                continue;
            }

            tally.Count(LineCounts.Valid);
            valid.Add(text.ToArray());
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1024 });
            slow.Observe(document.RootElement);
            declared.Observe(document.RootElement);
        }
    }

    private static bool IsShallow(string latin1)
    {
        try
        {
            using var payload = JsonDocument.Parse(Encoding.Latin1.GetBytes(latin1), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static LogText Log(List<byte[]> lines) => new(s_id, [.. lines.SelectMany(static line => line.Append((byte)'\n'))]);

    private static (List<string> BuiltIn, List<string> Host) Project(FactTables tables, LogText log, FuzzRandom random, FuzzTally tally)
    {
        var delta = s_projection.NewDelta();
        delta.Reset(s_id, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        log.ObserveWith(s_projection.Observer, 0, log.Cuts[^1], delta, default);
        tally.Allocated(before, BytesPerInput + (PoolFactor * log.Cuts[^1]), "observing");

        tables.Clear();
        tables.Apply(delta, log);
        var whole = tables.Row(s_id);
        var read = Read(log);
        Law.Same(LogText.Describe(delta), LogText.Describe(read), "the facts through a file's reader");
        Law.Same(FactNames<OptionFacts>.Describe(delta.Host!), FactNames<OptionFacts>.Describe(read.Host!), "the host's facts through a file's reader");

        tables.Clear();
        var cut = random.Pick(log.Cuts);
        tables.Apply(tables.Observe(log, 0, cut, s_projection), log);
        tables.Apply(tables.Observe(log, cut, log.Cuts[^1], s_projection), log);
        var (builtIn, host) = tables.Row(s_id);
        Compare(whole.BuiltIn, builtIn, ThreadFacts.Schema.Columns, "in two pieces");
        Compare(whole.Host, host, OptionFacts.Schema.Columns, "in two pieces");
        return whole;
    }

    private static ThreadDelta Read(LogText log)
    {
        var bytes = log.ReadLine(0, (int)log.Cuts[^1]).ToArray();
        using var reader = new RolloutReader(new MemoryFile(bytes, int.MaxValue), 0);
        var delta = s_projection.NewDelta();
        delta.Reset(s_id, 0);
        _ = s_projection.Observer.Observe(reader, bytes.Length, delta);
        delta.To = bytes.Length;
        delta.SetTail(bytes);
        return delta;
    }

    private static void Compare(IEnumerable<string> expected, List<string> actual, IReadOnlyList<string> columns, List<byte[]> lines)
    {
        try
        {
            Compare([.. expected], actual, columns, "against the slow reading");
        }
        catch (BrokenLawException broken)
        {
            throw new BrokenLawException($"{broken.Message}\n  of {string.Join("\n     ", lines.Select(static line => Encoding.Latin1.GetString(line.AsSpan(0, Math.Min(line.Length, 1500)))))}");
        }
    }

    private static void Compare(List<string> expected, List<string> actual, IReadOnlyList<string> columns, string how)
    {
        Law.Same(expected.Count, actual.Count, $"how many columns there are {how}");
        for (var i = 0; i < expected.Count; i++)
        {
            Law.Holds(expected[i] == actual[i], $"{columns[i]} {how}: {Cut(actual[i])} instead of {Cut(expected[i])}");
        }
    }

    private static string Cut(string text) => text.Length <= 200 ? text : $"{text[..100]}…{text.Length}…{text[^100..]}";
}
