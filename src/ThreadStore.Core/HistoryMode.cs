namespace ThreadStore;

/// <summary>How a rollout numbers its lines.</summary>
public enum HistoryMode
{
    /// <summary>Lines carry no ordinal, and events are stored in their older, duplicated shape.</summary>
    Legacy,

    /// <summary>Every line but a journal line carries an ordinal; the default for new threads.</summary>
    Paginated,
}
