using System;

namespace ThreadStore.Health;

/// <summary>The fault of the storage that the store met last, its own retries included.</summary>
/// <param name="Part">Where it lies.</param>
/// <param name="Outcome">What it meant for the lines it was about.</param>
/// <param name="ErrorCode">The <c>errno</c> (log) or the extended SQLite result code (index); 0 when there is none.</param>
/// <param name="Message">What happened, for a person.</param>
/// <param name="At">When it was met last, by the store's clock.</param>
/// <param name="Count">How often in a row it was met, with no other fault in between.</param>
public sealed record StoreFault(StoragePart Part, StorageOutcome Outcome, int ErrorCode, string Message, DateTimeOffset At, long Count);
