using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ThreadStore.Measuring;

/// <summary>What one part of a run measured, with the machine that it ran on; a part is written whole when it ends, so that a run can be resumed.</summary>
/// <param name="Part">Which part, such as <c>latency-rates</c>: the file's name without its suffix.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Results">What was measured, in order.</param>
public sealed record ResultFile(string Part, MachineFacts Machine, IReadOnlyList<Measurement> Results)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">The file is none.</exception>
    public static ResultFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, ResultJson.Default.ResultFile) ?? throw new JsonException($"{path} holds no results");
    }

    /// <summary>Writes it beside its place first: who finds the file finds all of it.</summary>
    public void Write(string path)
    {
        var whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var beside = whole + ".new";
        using (var stream = File.Create(beside))
        {
            JsonSerializer.Serialize(stream, this, ResultJson.Default.ResultFile);
            stream.WriteByte((byte)'\n');
        }

        File.Move(beside, whole, overwrite: true);
    }
}

/// <summary>How results are written: names in camel case, nothing that is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResultFile))]
internal sealed partial class ResultJson : JsonSerializerContext;
