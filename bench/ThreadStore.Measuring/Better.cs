using System.Text.Json.Serialization;

namespace ThreadStore.Measuring;

/// <summary>Which way a figure is good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Better>))]
public enum Better
{
    /// <summary>Durations, bytes, counts of what costs.</summary>
    [JsonStringEnumMemberName("lower")]
    Lower,

    /// <summary>Rates.</summary>
    [JsonStringEnumMemberName("higher")]
    Higher,
}
