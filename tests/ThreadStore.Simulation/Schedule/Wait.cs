using System.Collections.Generic;
using System.Threading.Tasks;
using ThreadStore.Simulation.Laws;

namespace ThreadStore.Simulation.Schedule;

/// <summary>A barrier that a host waits for.</summary>
/// <param name="Task">Its end.</param>
/// <param name="Thread">Whose.</param>
/// <param name="Host">The process that waits.</param>
/// <param name="Offset">What is to be projected.</param>
/// <param name="Lines">What had been accepted.</param>
/// <param name="IsSynced">Whether they are to survive a loss of power.</param>
/// <param name="Epoch">The index that was open then.</param>
/// <param name="Journal">The line that the call itself appends.</param>
internal sealed record Wait(Task Task, SimulatedThread Thread, Host Host, long Offset, List<LedgerLine> Lines, bool IsSynced, long Epoch, LedgerLine? Journal);
