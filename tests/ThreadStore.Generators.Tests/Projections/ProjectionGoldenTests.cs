using ThreadStore.Generators.Kit;
using Xunit;

namespace ThreadStore.Generators.Projections;

/// <summary>The emitted code, letter for letter.</summary>
public sealed class ProjectionGoldenTests
{
    [Fact]
    public void Tickets() => Golden.Match(GeneratorRunner.Run(new ProjectionGenerator(), Samples.Tickets, Contract.Source).AssertClean().Source, "Tickets.verified.cs");
}
