using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare;

/// <summary>One part of a run: figures that belong together.</summary>
internal interface IComparison
{
    /// <summary>By which <c>--only</c> names it.</summary>
    public string Name { get; }

    /// <summary>What it compares, for the help.</summary>
    public string Summary { get; }

    /// <summary>Whether a quick run has it, too.</summary>
    public bool IsInQuickRun { get; }

    /// <summary>Measures both sides; an answer that is wrong is a <see cref="WrongAnswerException"/>.</summary>
    public Task<IReadOnlyList<Measurement>> RunAsync(ComparisonRun run);
}
