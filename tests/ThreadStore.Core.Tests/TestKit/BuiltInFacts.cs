using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>The facts of the built-in projection by the names of their properties.</summary>
internal static class BuiltInFacts
{
    // In the order of their declaration, which is that of their numbers.
    private static readonly PropertyInfo[] s_facts =
        [.. typeof(ThreadFacts).GetProperties().Where(static p => p.GetCustomAttribute<FactAttribute>() is not null).OrderBy(static p => p.MetadataToken)];

    private static readonly string[] s_texts = [.. s_facts.Where(static p => p.PropertyType == typeof(Utf8Text)).Select(static p => p.Name)];

    /// <summary>The facts of rule First.</summary>
    public static ulong First => ThreadFacts.Schema.Layout.First;

    public static IReadOnlyList<string> Texts => s_texts;

    public static int Number(string name) => Array.FindIndex(s_facts, p => p.Name == name) is var i and >= 0 ? i : throw new ArgumentException(name);

    public static int TextNumber(string name) => Array.IndexOf(s_texts, name) is var i and >= 0 ? i : throw new ArgumentException(name);

    public static int Room(string name) => ThreadFacts.Schema.Layout.Room(TextNumber(name));

    public static ulong Bits(params ReadOnlySpan<string> names)
    {
        var bits = 0UL;
        foreach (var name in names)
        {
            bits |= 1UL << Number(name);
        }

        return bits;
    }

    public static ThreadDelta NewDelta() => ComposedProjection.BuiltInOnly.NewDelta();

    public static bool Has(ThreadDelta delta, string name) => delta.Facts.Has(Number(name));

    public static string Inline(ThreadDelta delta, string name) => Has(delta, name) ? Encoding.UTF8.GetString(delta.Facts.Inline(TextNumber(name))) : "";

    public static TextPlace Place(ThreadDelta delta, string name) => delta.Facts.Place(TextNumber(name));

    public static void SetInLog(ThreadDelta delta, string name, long offset, int length) =>
        delta.Facts.SetInLog(Number(name), TextNumber(name), offset, length);

    public static void SetText(ThreadDelta delta, string name, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, delta.Facts.Room(TextNumber(name)));
        delta.Facts.SetInline(Number(name), TextNumber(name), length);
    }

    /// <summary>Everything that a block says.</summary>
    public static string Describe(FactBlock facts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < s_facts.Length; i++)
        {
            if (!facts.Has(i))
            {
                continue;
            }

            var isText = s_facts[i].PropertyType == typeof(Utf8Text);
            var value = facts.IsCleared(i) ? "cleared"
                : isText ? $"{Place(facts, i)} {Encoding.UTF8.GetString(facts.Inline(TextNumber(s_facts[i].Name)))}"
                : facts.Number(i).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var rule = s_facts[i].GetCustomAttribute<FactAttribute>()!.Rule;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{s_facts[i].Name} {value} {(rule is Rule.Explicit ? facts.Time(i) : 0)} {facts.IsReplaced(i)}");
        }

        return text.ToString();
    }

    private static TextPlace Place(FactBlock facts, int fact) => facts.Place(TextNumber(s_facts[fact].Name));
}
