using System;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.Projection;

/// <summary>The three git facts, which two kinds of lines spell with different keys.</summary>
internal ref struct GitParts
{
    public JsonSlice Sha;
    public JsonSlice Branch;
    public JsonSlice OriginUrl;

    /// <summary>Reads an object that has been walked before; anything but an object has no parts.</summary>
    public static GitParts Read(JsonSlice git, ReadOnlySpan<byte> shaKey, ReadOnlySpan<byte> urlKey)
    {
        var parts = default(GitParts);
        if (git.Type != JsonTokenType.StartObject)
        {
            return parts;
        }

        var reader = JsonObject.Open(git.Bytes);
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals(shaKey))
            {
                parts.Sha = JsonSlice.Take(ref reader, git.Bytes);
            }
            else if (reader.ValueTextEquals("branch"u8))
            {
                parts.Branch = JsonSlice.Take(ref reader, git.Bytes);
            }
            else if (reader.ValueTextEquals(urlKey))
            {
                parts.OriginUrl = JsonSlice.Take(ref reader, git.Bytes);
            }
            else
            {
                reader.Skip();
            }
        }

        return parts;
    }
}
