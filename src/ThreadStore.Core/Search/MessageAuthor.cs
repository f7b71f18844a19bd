namespace ThreadStore.Search;

/// <summary>Whose words a message of the model's history is.</summary>
internal enum MessageAuthor
{
    /// <summary>Nobody's that anybody saw: instructions, context that a program put there.</summary>
    Program,

    /// <summary>The user's.</summary>
    User,

    /// <summary>The agent's.</summary>
    Assistant,
}
