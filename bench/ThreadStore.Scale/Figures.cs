using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>What a child process tells its parent: one line of JSON, a name and its figures each.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, double[]> _values;

    internal Figures()
        : this([])
    {
    }

    private Figures(Dictionary<string, double[]> values) => _values = values;

    internal double[] this[string name]
    {
        get => _values.TryGetValue(name, out var values) ? values : throw new WrongAnswerException($"a child process did not tell {name}");
        set => _values[name] = value;
    }

    internal static Figures Parse(string line)
    {
        try
        {
            return new Figures(JsonSerializer.Deserialize(line, FiguresJson.Default.DictionaryStringDoubleArray) ?? []);
        }
        catch (JsonException failure)
        {
            throw new WrongAnswerException($"a child process said '{line}' and not its figures", failure);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(_values, FiguresJson.Default.DictionaryStringDoubleArray);
}

/// <summary>How figures travel.</summary>
[JsonSerializable(typeof(Dictionary<string, double[]>))]
internal sealed partial class FiguresJson : JsonSerializerContext;
