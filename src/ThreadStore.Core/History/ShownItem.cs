namespace ThreadStore.History;

/// <summary>An item in the shape of the answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its kind in the answer's spelling.</param>
/// <param name="Phase">Of a message of the agent, whether it is the final one.</param>
/// <param name="Json">The answer's JSON.</param>
internal sealed record ShownItem(string Id, string Type, MessagePhase Phase, byte[] Json);
