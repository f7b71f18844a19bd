using System;
using System.IO;
using System.Linq;
using Xunit;

namespace ThreadStore.Measuring;

public sealed class MeasurementTableTests
{
    private static readonly Measurement s_compared = new()
    {
        Name = "append/[b]/p50",
        Unit = "ns",
        Ours = [90, 100, 110],
        Theirs = [50, 50, 50],
        Rival = "write(2)",
        Target = 1.5,
        Note = "a [note]",
    };

    [Fact]
    public void Row_HasWhatIsKnown_AndNothingElse()
    {
        var lines = Write(s_compared, s_compared with { Name = "rate", Unit = "MB/s", Better = Better.Higher, Note = null }, new Measurement { Name = "alone", Unit = "B", Ours = [0, 0.5] });

        Assert.Equal("measurement unit ours theirs ratio target met spread against", lines[0]);
        Assert.Equal("append/[b]/p50 ns 100 50.0 2.00 ≤ 1.50 NOT MET 20% write(2)", lines[2]);
        Assert.Equal("rate MB/s 100 50.0 2.00 ≥ 1.50 met 20% write(2)", lines[3]);
        Assert.Equal("alone B 0.250", lines[4]);
    }

    [Fact]
    public void Spread_OfRoundsAboutZero_IsNone() => Assert.Equal("none B 0", Write(new Measurement { Name = "none", Unit = "B", Ours = [0, 0, 0] })[2]);

    [Fact]
    public void Notes_AreBelow_EachWithItsName() => Assert.Equal(["append/[b]/p50: a [note]", "b: 2"], Write(s_compared, s_compared with { Name = "c", Note = null }, s_compared with { Name = "b", Note = "2" })[5..]);

    [Fact]
    public void Text_IsNeitherCutNorBroken()
    {
        var (name, rival, note) = (new string('n', 200), new string('r', 200), new string('x', 2000));

        var lines = Write(s_compared with { Name = name, Rival = rival, Note = note });

        Assert.StartsWith(name, lines[2], StringComparison.Ordinal);
        Assert.EndsWith(rival, lines[2], StringComparison.Ordinal);
        Assert.Equal($"{name}: {note}", lines[3]);
    }

    // How wide a column is says nothing.
    private static string[] Write(params Measurement[] results)
    {
        using var output = new StringWriter();
        MeasurementTable.Write(results, output);
        return [.. output.ToString().Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))).Where(static line => line.Length > 0)];
    }
}
