using System;
using System.Linq;
using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>Law: a source is emitted anew only when something changed that decides what it holds.</summary>
public sealed class ProjectionIncrementalTests
{
    [Fact]
    public void Edit_AroundTheFacts_LeavesTheModel()
    {
        var run = Start(Samples.Tickets);
        run.Edit("// A comment moves everything.\n" + Samples.Tickets).AssertUnchanged(ProjectionGenerator.TargetsStep);
        run.AssertNoSourceWritten();
        run.Edit(Samples.Tickets.Replace("text[i] - 32", "text[i] - 31", StringComparison.Ordinal)).AssertUnchanged(ProjectionGenerator.TargetsStep);
        run.AddFile("namespace Host; public class Other;").AssertUnchanged(ProjectionGenerator.TargetsStep);
        run.AssertNoSourceWritten();
    }

    [Theory]
    [InlineData("Rule.Sum", "Rule.Last")]
    [InlineData("user_message:message", "user_message:text")]
    [InlineData("\"tickets\"", "\"tasks\"")]
    [InlineData("Version = 1", "Version = 2")]
    [InlineData("Raw = true", "Raw = false")]
    [InlineData("Utf8Text Label", "Utf8Text Mark")]
    public void Edit_OfADeclaration_ChangesTheModel(string from, string to) =>
        Start(Samples.Tickets).Edit(Samples.Tickets.Replace(from, to, StringComparison.Ordinal)).AssertModified(ProjectionGenerator.TargetsStep);

    [Fact]
    public void Model_HoldsNothingOfTheCompiler()
    {
        foreach (var source in new[] { Samples.Tickets, Samples.Tickets.Replace("[type=text]", "[type", StringComparison.Ordinal) })
        {
            var run = GeneratorRunner.Run(new ProjectionGenerator(), source);
            var outputs = run.Result.Results.Single().TrackedSteps
                .Where(static step => step.Key.StartsWith("Projection", StringComparison.Ordinal))
                .SelectMany(static step => step.Value).SelectMany(static step => step.Outputs).Select(static output => output.Value).ToList();
            Assert.NotEmpty(outputs);
            Assert.All(outputs, ModelGraph.AssertHoldsNoCompilerObjects);
        }
    }

    private static IncrementalRun Start(string source)
    {
        var run = new IncrementalRun(new ProjectionGenerator(), source);
        return run;
    }
}
