using System;
using System.Buffers;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore;

/// <summary>The type of a rollout line. Known types are single instances; any other name can be made and is kept as it is.</summary>
public sealed class ItemType : IEquatable<ItemType>
{
    /// <summary>The longest name in bytes; it bounds a line's envelope.</summary>
    internal const int MaxNameLength = 64;

    private static readonly SearchValues<byte> s_nameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_"u8);

    private readonly byte[] _utf8Name;
    private readonly byte[] _utf8Key;

    private ItemType(string name, ItemKind kind)
    {
        Name = name;
        Kind = kind;
        _utf8Name = Encoding.ASCII.GetBytes(name);
        _utf8Key = Encoding.ASCII.GetBytes($"\"type\":\"{name}\",\"payload\":");
    }

    /// <summary>Who and where the thread is; the first line of every rollout.</summary>
    public static ItemType SessionMeta { get; } = new("session_meta", ItemKind.SessionMeta);

    /// <summary>A message, tool call or tool output as the model sees it.</summary>
    public static ItemType ResponseItem { get; } = new("response_item", ItemKind.ResponseItem);

    /// <summary>What happened in a turn; the payload's own type says what.</summary>
    public static ItemType EventMsg { get; } = new("event_msg", ItemKind.EventMsg);

    /// <summary>The settings that a turn runs with.</summary>
    public static ItemType TurnContext { get; } = new("turn_context", ItemKind.TurnContext);

    /// <summary>A summary that replaces the history before it.</summary>
    public static ItemType Compacted { get; } = new("compacted", ItemKind.Compacted);

    /// <summary>The state of the world that the model was told.</summary>
    public static ItemType WorldState { get; } = new("world_state", ItemKind.WorldState);

    /// <summary>A message between agents.</summary>
    public static ItemType InterAgentCommunication { get; } = new("inter_agent_communication", ItemKind.InterAgentCommunication);

    /// <summary>What belongs to a message between agents.</summary>
    public static ItemType InterAgentCommunicationMetadata { get; } =
        new("inter_agent_communication_metadata", ItemKind.InterAgentCommunicationMetadata);

    /// <summary>The tokens that one response used.</summary>
    public static ItemType TokenUsageRecord { get; } = new("token_usage_record", ItemKind.TokenUsageRecord);

    /// <summary>The name as lines spell it.</summary>
    public string Name { get; }

    /// <summary>A journal line: explicit metadata. Written by the store alone.</summary>
    internal static ItemType ThreadStoreMetadata { get; } = new("threadstore_metadata", ItemKind.ThreadStoreMetadata);

    internal ItemKind Kind { get; }

    internal ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>What stands in a line from its type to its payload.</summary>
    internal ReadOnlySpan<byte> Utf8Key => _utf8Key;

    /// <summary>The type of that name.</summary>
    /// <exception cref="InvalidRequestException">The name is not 1 to 64 bytes of <c>[a-z0-9_]</c>.</exception>
    public static ItemType FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> utf8 = stackalloc byte[MaxNameLength];
        if (!Encoding.UTF8.TryGetBytes(name, utf8, out var length))
        {
            throw BadName(name);
        }

        return FromUtf8(utf8[..length]);
    }

    /// <summary>True when both have the same name.</summary>
    public bool Equals(ItemType? other) => other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ItemType);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The type of that name; allocates only for a name that the store does not know.</summary>
    internal static ItemType FromUtf8(ReadOnlySpan<byte> name) => ItemKinds.FromName(name) switch
    {
        ItemKind.SessionMeta => SessionMeta,
        ItemKind.ResponseItem => ResponseItem,
        ItemKind.EventMsg => EventMsg,
        ItemKind.TurnContext => TurnContext,
        ItemKind.Compacted => Compacted,
        ItemKind.WorldState => WorldState,
        ItemKind.InterAgentCommunication => InterAgentCommunication,
        ItemKind.InterAgentCommunicationMetadata => InterAgentCommunicationMetadata,
        ItemKind.TokenUsageRecord => TokenUsageRecord,
        ItemKind.ThreadStoreMetadata => ThreadStoreMetadata,
        _ => Other(name),
    };

    private static ItemType Other(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxNameLength || name.ContainsAnyExcept(s_nameBytes))
        {
            throw BadName(Encoding.UTF8.GetString(name));
        }

        return new ItemType(Encoding.ASCII.GetString(name), ItemKind.Unknown);
    }

    private static InvalidRequestException BadName(string name) => new($"not an item type name: {name}");
}
