using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Tracing;

/// <summary>The law: each rule has a page, whose wrong example breaks that rule and no other, and whose right example is right.</summary>
public sealed class TraceSpanRulePageTests
{
    private static readonly DiagnosticDescriptor[] s_rules =
        [.. typeof(TraceSpanRules).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => (DiagnosticDescriptor)field.GetValue(null)!)];

    public static TheoryData<string> Ids => [.. s_rules.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_TellsTheTruth(string id) => RulePage.AssertTellsTheTruth(
        s_rules.Single(rule => rule.Id == id), static example => GeneratorRunner.Run(new TraceSpanGenerator(), SpanSource.Usings + example));

    [Fact]
    public void Ids_AreEachOthersSuccessors() =>
        Assert.Equal(Enumerable.Range(50, s_rules.Length).Select(static number => $"TSG{number:000}"), s_rules.Select(static rule => rule.Id));
}
