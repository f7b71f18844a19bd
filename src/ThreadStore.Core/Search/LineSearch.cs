using ThreadStore.Items;
using ThreadStore.Sqlite;

namespace ThreadStore.Search;

/// <summary>Decides whether a line of one rollout is a hit: by its visible texts, each thing that was said once.</summary>
internal sealed class LineSearch
{
    private readonly SearchTerm _term;
    private readonly int _radius;
    private readonly JsonKernel _kernel;

    private ItemKind _lastKind;
    private ulong _lastText;

    public LineSearch(SearchTerm term, int radius, JsonKernel kernel)
    {
        _term = term;
        _radius = radius;
        _kernel = kernel;
    }

    /// <summary>Forgets the rollout before.</summary>
    public void Start() => _lastKind = ItemKind.Unknown;

    /// <summary>True when the line is a hit.</summary>
    /// <remarks>
    /// What is said stands in the log twice, as an event and as an item of the model's history: the second of two that follow each other
    /// among the hits does not count.
    /// </remarks>
    public bool TryFind(in Line line, out RolloutHit hit)
    {
        var texts = VisibleTexts.Of(line);
        while (texts.Next(out var text))
        {
            if (!TextMatch.TryFind(_term, text.Bytes, _kernel, out var start, out var end))
            {
                continue;
            }

            var hash = Fnv1a64.Hash(text.Bytes);
            var isCopy = hash == _lastText && _lastKind != line.Kind && _lastKind != ItemKind.Unknown;
            _lastText = hash;
            _lastKind = line.Kind;
            hit = isCopy ? default : new RolloutHit(line.Offset, Snippet.Of(text.Bytes, start, end, _radius));
            return !isCopy;
        }

        hit = default;
        return false;
    }
}
