using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Measuring;

namespace ThreadStore.Compare.Rebuild;

/// <summary>Looks whether every rollout of a corpus has its row.</summary>
internal static class CorpusRows
{
    private const int PageSize = 100;

    /// <summary>Requires each of them in the list, with what its user asked for.</summary>
    internal static async Task CheckAsync(LocalThreadStore store, int files)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number = 0; number < files; number++)
        {
            expected.Add(RolloutCorpus.Id(number), RolloutCorpus.Prompt(number));
        }

        string? cursor = null;
        do
        {
            var page = await store.ListAsync(new ThreadListQuery { PageSize = PageSize, Cursor = cursor }).ConfigureAwait(false);
            foreach (var thread in page.Threads)
            {
                WrongAnswerException.Require(
                    expected.Remove(thread.Id.ToString(), out var prompt) && thread.Title?.Contains(prompt, StringComparison.Ordinal) is true, true, $"the row of {thread.Id}");
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        WrongAnswerException.Require(expected.Count, 0, "rollouts without a row");
    }
}
