using System.Text.Json;
using ThreadStore.Docs;
using Xunit;

namespace ThreadStore;

/// <summary>
/// The law: as JSON an absent key leaves a field, null clears it, a value sets it; what is read back says the same. Of two patches the
/// later one's fields stand. Seen to fail: with a null read as absent, with git replaced as a whole by a merge, and with the earlier
/// patch's facts dropped.
/// </summary>
public sealed class ThreadMetadataPatchTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"a name"}""")]
    [InlineData("""{"name":null,"memory_mode":"disabled"}""")]
    [InlineData("""{"memory_mode":null,"git":{"sha":"abc","branch":null,"origin_url":"https://example.com/r"}}""")]
    [InlineData("""{"git":{"branch":null}}""")]
    [InlineData("""{"labels":{"done":null,"team":"core"}}""")]
    [InlineData("""{"facts":{"tickets":{"ticket":"T-1"}}}""")]
    [InlineData("""{"facts":{"tickets":{"closed_at":5,"ticket":null}}}""")]
    public void Conformance30_APatchAsJson_ComesBackAsItWas_ClearsIncluded(string json)
    {
        var patch = JsonSerializer.Deserialize<ThreadMetadataPatch>(json)!;

        Assert.Equal(json, JsonSerializer.Serialize(patch));
    }

    [Fact]
    public void Conformance30_AnEmptyObject_IsAnEmptyPatch()
    {
        Assert.True(JsonSerializer.Deserialize<ThreadMetadataPatch>("{}")!.IsEmpty);
        Assert.True(JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"git":{},"labels":{},"facts":{},"unknown":[1]}""")!.IsEmpty);
        Assert.False(JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"name":null}""")!.IsEmpty);
    }

    [Fact]
    public void Conformance30_Merge_FieldByField_TheLaterOneStands_ClearsIncluded()
    {
        var earlier = new ThreadMetadataPatch { Name = "one", MemoryMode = "enabled", GitSha = "a", GitBranch = "main" };
        var later = new ThreadMetadataPatch { Name = "two", GitSha = MetadataField.Clear, GitOriginUrl = "https://example.com/r" };

        Assert.Equal(
            new ThreadMetadataPatch { Name = "two", MemoryMode = "enabled", GitSha = MetadataField.Clear, GitBranch = "main", GitOriginUrl = "https://example.com/r" },
            earlier.Merge(later));
        Assert.Equal(earlier, earlier.Merge(new ThreadMetadataPatch()));
        Assert.Equal(earlier, new ThreadMetadataPatch().Merge(earlier));
    }

    [Fact]
    public void Merge_Labels_OneByOne_TheLaterOneStands_RemovalsIncluded()
    {
        var earlier = JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"labels":{"a":"1","b":"1","c":null}}""")!;
        var later = JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"labels":{"b":null,"c":"2"}}""")!;

        Assert.Equal("""{"labels":{"a":"1","b":null,"c":"2"}}""", JsonSerializer.Serialize(earlier.Merge(later)));
        Assert.Equal("""{"name":"n","labels":{"b":null,"c":"2"}}""", JsonSerializer.Serialize(new ThreadMetadataPatch { Name = "n" }.Merge(later)));
    }

    [Fact]
    public void Merge_FactsOfAHost_FieldByField()
    {
        var earlier = JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"facts":{"tickets":{"closed_at":5,"ticket":"T-1"}}}""")!;
        var later = new ThreadMetadataPatch { Facts = new TicketFacts.Patch { Ticket = MetadataField.Clear } };

        Assert.Equal("""{"facts":{"tickets":{"closed_at":5,"ticket":null}}}""", JsonSerializer.Serialize(earlier.Merge(later)));
        Assert.Throws<InvalidRequestException>(() => earlier.Merge(JsonSerializer.Deserialize<ThreadMetadataPatch>("""{"facts":{"others":{"a":1}}}""")!));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"name\"")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"git":null}""")]
    [InlineData("""{"git":{"sha":{}}}""")]
    [InlineData("""{"labels":null}""")]
    [InlineData("""{"labels":{"team":1}}""")]
    [InlineData("""{"facts":[]}""")]
    [InlineData("""{"facts":{"a":{},"b":{}}}""")]
    [InlineData("""{"facts":{"a":1}}""")]
    [InlineData("""{"name":"a""")]
    public void Read_WhatIsNoPatch_IsAJsonException(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<ThreadMetadataPatch>(json));
}
