using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using ThreadStore.Projection.Declaring;

namespace ThreadStore.Projection;

/// <summary>The facts of a projection by the names of their properties.</summary>
internal static class FactNames<TFacts>
    where TFacts : struct, IThreadProjection<TFacts>
{
    // In the order of their declaration, which is that of their numbers.
    private static readonly PropertyInfo[] s_facts =
        [.. typeof(TFacts).GetProperties().Where(static p => p.GetCustomAttribute<FactAttribute>() is not null).OrderBy(static p => p.MetadataToken)];

    private static readonly string[] s_texts = [.. s_facts.Where(static p => p.PropertyType == typeof(Utf8Text)).Select(static p => p.Name)];

    public static IReadOnlyList<string> Texts => s_texts;

    public static int Number(string name) => Array.FindIndex(s_facts, p => p.Name == name) is var i and >= 0 ? i : throw new ArgumentException(name);

    public static void SetNumber(FactBlock facts, string name, long? value)
    {
        if (value is { } number)
        {
            facts.SetNumber(Number(name), number);
        }
    }

    public static void SetText(FactBlock facts, string name, string? value)
    {
        if (value is not null)
        {
            facts.SetInline(Number(name), TextNumber(name), Encoding.UTF8.GetBytes(value, facts.Room(TextNumber(name))));
        }
    }

    public static TextForm FormOf(FactBlock facts, string name) => facts.Place(TextNumber(name)).Form;

    /// <summary>Everything that a block says.</summary>
    public static string Describe(FactBlock facts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < s_facts.Length; i++)
        {
            if (facts.Has(i))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{s_facts[i].Name} {Value(facts, i)} {(IsExplicit(i) ? facts.Time(i) : 0)} {facts.IsReplaced(i)}");
            }
        }

        return text.ToString();
    }

    private static string Value(FactBlock facts, int fact)
    {
        if (facts.IsCleared(fact))
        {
            return "cleared";
        }

        if (s_facts[fact].PropertyType != typeof(Utf8Text))
        {
            return facts.Number(fact).ToString(CultureInfo.InvariantCulture);
        }

        var text = TextNumber(s_facts[fact].Name);
        return $"{facts.Place(text)} {Encoding.UTF8.GetString(facts.Inline(text))}";
    }

    private static bool IsExplicit(int fact) => s_facts[fact].GetCustomAttribute<FactAttribute>()!.Rule is Rule.Explicit;

    public static int TextNumber(string name) => Array.IndexOf(s_texts, name) is var i and >= 0 ? i : throw new ArgumentException(name);
}
