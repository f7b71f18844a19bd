using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace ThreadStore.Measuring;

/// <summary>The law: every benchmark has a budget and every budget a benchmark, and no figure is above its budget unless that only warns.</summary>
public sealed class AllocationBudgetsTests
{
    [Theory]
    [InlineData(0, AllocationVerdictKind.Within, false)]
    [InlineData(8, AllocationVerdictKind.Within, false)]
    [InlineData(9, AllocationVerdictKind.Exceeded, true)]
    public void Compare_FigureWithABudget_FailsAboveItOnly(long measured, AllocationVerdictKind kind, bool isFailure)
    {
        var verdict = Assert.Single(Compare("""{"a": 8}""", ("a", measured)));
        Assert.Equal((kind, isFailure), (verdict.Kind, verdict.IsFailure));
        Assert.Equal((measured, new AllocationBudget(8)), (verdict.Measured, verdict.Budget));
    }

    [Theory]
    [InlineData(8, AllocationVerdictKind.Within)]
    [InlineData(9, AllocationVerdictKind.Exceeded)]
    public void Compare_FigureWithABudgetThatWarns_NeverFails(long measured, AllocationVerdictKind kind)
    {
        var verdict = Assert.Single(Compare("""{"a": {"bytes": 8, "level": "warn"}}""", ("a", measured)));
        Assert.Equal((kind, false), (verdict.Kind, verdict.IsFailure));
    }

    [Fact]
    public void Compare_FigureWithoutABudgetAndBudgetWithoutAFigure_BothFail()
    {
        var verdicts = Compare("""{"c": {"bytes": 1, "level": "warn"}, "b": 0}""", ("b", 0), ("a", 0));
        Assert.Equal(["a", "b", "c"], verdicts.Select(static verdict => verdict.Name));
        Assert.Equal([AllocationVerdictKind.NoBudget, AllocationVerdictKind.Within, AllocationVerdictKind.NoBenchmark], verdicts.Select(static verdict => verdict.Kind));
        Assert.Equal([true, false, true], verdicts.Select(static verdict => verdict.IsFailure));
    }

    [Fact]
    public void Only_LeavesTheBudgetsWithTheTextInTheirNames()
    {
        var budgets = Read("""{"List.Parse": 1, "Slot.Put": 2, "List.Write": 3}""").Only("List");
        Assert.Equal(["List.Parse", "List.Write"], budgets.Compare(new Dictionary<string, long>(StringComparer.Ordinal)).Select(static verdict => verdict.Name));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"a": -1}""")]
    [InlineData("""{"a": 1.5}""")]
    [InlineData("""{"a": "1"}""")]
    [InlineData("""{"a": {"bytes": 1}}""")]
    [InlineData("""{"a": {"level": "warn"}}""")]
    [InlineData("""{"a": {"bytes": 1, "level": "none"}}""")]
    [InlineData("""{"a": {"bytes": 1, "level": "warn", "note": ""}}""")]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": 1""")]
    public void Read_WhatIsNoFileOfBudgets_SaysSo(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    private static IReadOnlyList<AllocationVerdict> Compare(string budgets, params (string Name, long Bytes)[] measured) =>
        Read(budgets).Compare(measured.ToDictionary(static one => one.Name, static one => one.Bytes, StringComparer.Ordinal));

    private static AllocationBudgets Read(string text)
    {
        using var folder = new ScratchFolder();
        var path = folder.File("alloc.json");
        File.WriteAllText(path, text);
        return AllocationBudgets.Read(path);
    }
}
