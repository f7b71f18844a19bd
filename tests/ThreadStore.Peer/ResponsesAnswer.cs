using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace ThreadStore.Peer;

/// <summary>What the model answers to one request: its output items, or a status that is not 200.</summary>
internal sealed record ResponsesAnswer(int Status, IReadOnlyList<JsonObject> Items);
