using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>A projection with everything numbered: facts, texts, columns and parameters in the order of declaration.</summary>
internal sealed class ProjectionPlan
{
    // The parameters before are those of every projection: id, offsets, hashes, path, archived.
    private const int FirstParameter = 8;

    public ProjectionPlan(ProjectionModel model)
    {
        Model = model;
        Slots = Number(model.Facts);
        First = Mask(static fact => fact.Rule == FactRule.First);
        Touch = Mask(IsTouch);

        // A change of the fact below which a listed one never lies moves the listed one: it must not pass as unlisted.
        var floors = new HashSet<string>(model.Facts.Where(static fact => fact is { IsListed: true, AtLeast: not null }).Select(static fact => fact.AtLeast!));
        Listed = Mask(fact => fact.IsListed || floors.Contains(fact.Name)) & ~Touch;
        BaseName = model.IsBuiltIn ? "threads" : "facts_" + model.Name;
        Hash = ComputeHash();
        Table = model.IsBuiltIn ? BaseName : $"{BaseName}_{Hash}";
    }

    public ProjectionModel Model { get; }

    /// <summary>The facts with their numbers.</summary>
    public IReadOnlyList<FactSlot> Slots { get; }

    /// <summary>The bits of the facts whose first value stays.</summary>
    public ulong First { get; }

    /// <summary>The bits of the facts that every line moves.</summary>
    public ulong Touch { get; }

    /// <summary>The bits of the facts without which an update leaves the indexes alone; touches come with every update anyway.</summary>
    public ulong Listed { get; }

    /// <summary>Eight hex digits that change with whatever decides what a row holds.</summary>
    public string Hash { get; }

    /// <summary>The table's name.</summary>
    public string Table { get; }

    private string BaseName { get; }

    /// <summary>The slot of the fact of that name.</summary>
    public FactSlot Find(string name) => Slots.First(slot => slot.Fact.Name == name);

    private static bool IsTouch(FactModel fact) =>
        fact is { Rule: FactRule.Max, Froms.Count: > 0 } && fact.Froms.All(static from => from.Path is { IsEveryLine: true, Source: PathSource.LineTime });

    private static List<FactSlot> Number(EquatableArray<FactModel> facts)
    {
        List<FactSlot> slots = [];
        int text = 0, column = 0, parameter = FirstParameter;
        for (var number = 0; number < facts.Count; number++)
        {
            var fact = facts[number];
            var isExplicit = fact.Rule == FactRule.Explicit;

            // Before the value's: the insert does not read these two, and a parameter above the highest that a statement reads cannot be bound.
            var presence = fact.IsClearable && !isExplicit ? parameter++ : 0;
            var replaced = fact.Froms.Any(static from => from.Replaces) ? parameter++ : 0;
            slots.Add(new FactSlot(fact, number, fact.Kind == FactKind.Text ? text++ : -1, column, parameter++)
            {
                Presence = presence,
                Replaced = replaced,
                Time = isExplicit ? parameter++ : 0,
            });
            column += isExplicit ? 2 : 1;
        }

        return slots;
    }

    private ulong Mask(Func<FactModel, bool> belongs) =>
        Slots.Where(slot => belongs(slot.Fact)).Aggregate(0UL, static (mask, slot) => mask | slot.Bit);

    private string ComputeHash()
    {
        var sql = new ProjectionSql(this, BaseName);
        var text = new StringBuilder();
        text.Append(Model.Name).Append('\n').Append(Model.Version).Append('\n').Append(sql.CreateTable).Append(sql.CreateIndexes);
        foreach (var fact in Model.Facts)
        {
            text.Append(fact.Name).Append(' ').Append(fact.Rule).Append(' ').Append(fact.Kind).Append(' ').Append(fact.Form)
                .Append(" via ").Append(fact.Via).Append(" clearable ").Append(fact.IsClearable).Append(" least ").Append(fact.AtLeast).Append(" minimum ").Append(fact.Minimum).Append('\n');
            foreach (var from in fact.Froms)
            {
                text.Append(from.Path).Append(" clears ").Append(from.Clears).Append(" replaces ").Append(from.Replaces).Append(" else ").Append(from.Else).Append('\n');
            }
        }

        foreach (var observer in Model.Observers)
        {
            text.Append(observer.Method).Append(' ').Append(observer.Type).Append('/').Append(observer.PayloadType).Append('\n');
        }

        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())).Take(4).Select(static part => part.ToString("x2")));
    }
}

/// <summary>A fact and its numbers.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Number">Its bit and its place among all facts.</param>
/// <param name="Text">Its place among the texts; -1 when it is none.</param>
/// <param name="Column">Its place among the projection's columns.</param>
/// <param name="Value">The parameter of its value.</param>
internal sealed record FactSlot(FactModel Fact, int Number, int Text, int Column, int Value)
{
    /// <summary>The parameter that says whether there is a value or a clear; 0 without one.</summary>
    public int Presence { get; init; }

    /// <summary>The parameter that says whether the value replaces; 0 without one.</summary>
    public int Replaced { get; init; }

    /// <summary>The parameter of the time at which the value was given; 0 without one.</summary>
    public int Time { get; init; }

    public ulong Bit => 1UL << Number;
}
