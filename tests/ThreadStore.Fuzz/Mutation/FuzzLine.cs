namespace ThreadStore.Fuzz.Mutation;

/// <summary>One line of an input, without its LF; it may hold some all the same.</summary>
internal static class FuzzLine
{
    /// <summary>A line as it should be, one that is changed and stays JSON, or one that is damaged.</summary>
    internal static byte[] Next(FuzzRandom random, bool isTelling = false)
    {
        switch (random.Next(20))
        {
            case < 3:
                return random.Pick(Corpus.Lines);
            case < 14:
                return JsonMutator.Mutate(random.Pick(isTelling && !random.OneIn(4) ? Corpus.TellingTrees : Corpus.Trees), random);
            case < 19:
                return ByteMutator.Mutate(random.Pick(Corpus.Lines), random);
            default:
                return ByteMutator.Mutate(JsonMutator.Mutate(random.Pick(Corpus.Trees), random), random);
        }
    }
}
