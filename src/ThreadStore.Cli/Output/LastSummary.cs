using System;
using System.Threading;
using ThreadStore.Search;

namespace ThreadStore.Cli.Output;

/// <summary>Keeps the newest word of a search on how far it is. Any thread.</summary>
internal sealed class LastSummary : IProgress<SearchSummary>
{
    private SearchSummary? _newest;

    /// <summary>Null until there was one.</summary>
    internal SearchSummary? Newest => Volatile.Read(ref _newest);

    /// <inheritdoc/>
    public void Report(SearchSummary value) => Volatile.Write(ref _newest, value);
}
