using System;
using System.Collections.Generic;
using System.Text;

namespace ThreadStore.Projection;

/// <summary>The facts of the built-in projection by the names of their properties.</summary>
internal static class BuiltInFacts
{
    /// <summary>The facts of rule First.</summary>
    public static ulong First => ThreadFacts.Schema.Layout.First;

    public static IReadOnlyList<string> Texts => FactNames<ThreadFacts>.Texts;

    public static int Number(string name) => FactNames<ThreadFacts>.Number(name);

    public static int TextNumber(string name) => FactNames<ThreadFacts>.TextNumber(name);

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

    public static void SetText(ThreadDelta delta, string name, string text) => FactNames<ThreadFacts>.SetText(delta.Facts, name, text);
}
