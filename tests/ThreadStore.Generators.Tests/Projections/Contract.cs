namespace ThreadStore.Generators.Projections;

internal static class Contract
{
    public const string Source = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using ThreadStore.Items;
        namespace ThreadStore { public readonly record struct MetadataNumber { public bool IsPresent { get; } } }
        namespace ThreadStore.Projection
        {
            public enum Rule { First, Last, Max, Min, Count, Sum, Explicit }
            public enum FactType { Text, Number, Timestamp, Flag }
            [AttributeUsage(AttributeTargets.Struct)] public sealed class ThreadProjectionAttribute(string name) : Attribute { public string Name => name; public int Version { get; set; } public bool IsBuiltIn { get; set; } }
            [AttributeUsage(AttributeTargets.Property)] public sealed class FactAttribute(Rule rule) : Attribute {
                public Rule Rule => rule; public bool Raw { get; set; } public bool RawObjects { get; set; } public string? Via { get; set; } public bool Clearable { get; set; }
                public bool Listed { get; set; } public string? Column { get; set; } public int Room { get; set; } public string? AtLeast { get; set; } }
            [AttributeUsage(AttributeTargets.Property, AllowMultiple = true)] public sealed class FromAttribute(string path) : Attribute {
                public string Path => path; public bool Clears { get; set; } public bool Replaces { get; set; } public string? Else { get; set; } }
            [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)] public sealed class ObserveAttribute(string lines) : Attribute { public string Lines => lines; }
            public readonly struct Utf8Text { }
            public readonly struct Timestamp { public static Timestamp FromUnixMilliseconds(long ms) => default; public long ToUnixMilliseconds() => 0; }
            public interface IThreadProjection<TSelf> where TSelf : struct, IThreadProjection<TSelf>
            {
                static abstract ProjectionSchema Schema { get; }
                static abstract void Observe(ref FactSink sink);
                static abstract void Merge(FactBlock older, FactBlock newer);
                static abstract void Bind(ref FactBinder binder);
                static abstract TSelf Read(FactRow row);
            }
            public sealed class FactLayout { public FactLayout(int facts, ulong first, ulong touch, ulong listed, params ReadOnlySpan<int> textRooms) { } }
            public sealed record ProjectionSchema {
                public required string Name { get; init; } public required string Table { get; init; } public required string Hash { get; init; }
                public required string CreateTable { get; init; } public required string CreateIndexes { get; init; } public required string Insert { get; init; }
                public required string Update { get; init; } public required string UpdateUnlisted { get; init; } public required string Touch { get; init; }
                public required string Settled { get; init; } public required IReadOnlyList<string> Columns { get; init; } public required FactLayout Layout { get; init; } }
            public ref struct FactSink
            {
                public ReadOnlySpan<byte> _line;
                public ReadOnlySpan<byte> TypeName => _line; public ReadOnlySpan<byte> PayloadType => _line;
                public bool HasTimestamp => false; public long TimestampMs => 0; public bool HasOrdinal => false; public long Ordinal => 0; public bool IsActivity => false;
                public JsonCursor OpenPayload() => JsonCursor.OpenObject(_line);
                public bool Wants(ulong facts) => false;
                public bool IsThread(scoped JsonSlice id) => false;
                public void SetText(int fact, int text, scoped JsonSlice value) { }
                public void SetText(int fact, int text, scoped ReadOnlySpan<byte> utf8) { }
                public void SetRaw(int fact, int text, scoped JsonSlice value) { }
                public void SetTextOrObject(int fact, int text, scoped JsonSlice value) { }
                public void ReplaceText(int fact, int text, scoped JsonSlice value) { }
                public void SetOrClearText(int fact, int text, scoped JsonSlice value) { }
                public void SetNewestText(int fact, int text, scoped JsonSlice value, bool clears) { }
                public bool BeginParts(int fact, int text) => false;
                public void AddPart(scoped JsonSlice value) { }
                public void EndParts(bool replaces) { }
                public void SetNumber(int fact, long value) { }
                public void ReplaceNumber(int fact, long value) { }
                public void SetOrClearNumber(int fact, scoped JsonSlice value, FactType type) { }
                public void SetNewestNumber(int fact, scoped JsonSlice value, FactType type, bool clears) { }
                public void RaiseNumber(int fact, long value) { }
                public void LowerNumber(int fact, long value) { }
                public void AddNumber(int fact, long value) { }
                public static bool TryNumber(scoped JsonSlice value, out long number) { number = 0; return false; }
                public static bool TryTimestamp(scoped JsonSlice value, out long ms) { ms = 0; return false; }
                public static bool TryFlag(scoped JsonSlice value, out long flag) { flag = 0; return false; }
            }
            public sealed class FactBlock
            {
                public void MergeFirstNumber(int fact, FactBlock newer) { } public void MergeLastNumber(int fact, FactBlock newer) { }
                public void MergeMaxNumber(int fact, FactBlock newer) { } public void MergeMinNumber(int fact, FactBlock newer) { }
                public void MergeSum(int fact, FactBlock newer) { } public void MergeNewestNumber(int fact, FactBlock newer) { }
                public void MergeFirstText(int fact, int text, FactBlock newer) { } public void MergeLastText(int fact, int text, FactBlock newer) { }
                public void MergeNewestText(int fact, int text, FactBlock newer) { } public ulong Present => 0;
            }
            public delegate int ViaText(ReadOnlySpan<byte> text, Span<byte> destination);
            public ref struct FactBinder
            {
                public void BindNumber(int fact, int parameter) { } public void BindText(int fact, int text, int parameter) { }
                public void BindText(int fact, int text, int parameter, ViaText via) { } public void BindTime(int fact, int parameter) { }
                public void BindPresence(int fact, int parameter) { } public void BindReplaced(int fact, int parameter) { }
            }
            public readonly ref struct FactRow { public ReadOnlySpan<byte> Text(int column) => default; public bool IsNull(int column) => false; public long Number(int column) => 0; public Utf8Text ToText(int column) => default; }
            public abstract class ExplicitFacts { public abstract string Projection { get; } public abstract bool IsEmpty { get; } public abstract void Write(Utf8JsonWriter json);
                protected static void Write(Utf8JsonWriter json, string column, MetadataField field) { } protected static void Write(Utf8JsonWriter json, string column, MetadataNumber field) { } }
            public sealed class FactColumn<TFacts> { public FactColumn(string column, FactType type) { } }
        }
        """;
}
