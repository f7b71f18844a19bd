using System;
using System.Threading;
using ThreadStore.Projection;
using ThreadStore.Simulation.Disk;
using ThreadStore.Simulation.Laws;
using ThreadStore.Sqlite;
using ThreadStore.TestKit;

namespace ThreadStore.Simulation.Schedule;

/// <summary>One process that has the home open: a store that the schedule steps.</summary>
internal sealed class Host
{
    private const int MaxRounds = 5_000;

    private readonly SqliteIndexWriter _writer;

    public Host(Machine machine, int linger, int? descriptors)
    {
        _writer = SqliteIndexWriter.Open(new IndexFiles(machine.Home, null, IndexSchema.Hash), ComposedProjection.BuiltInOnly, machine.KernelBoot);
        Index = new ScriptedIndex(_writer);
        Store = LocalThreadStore.Open(
            new ThreadStoreOptions
            {
                Home = machine.Home,
                Clock = machine.Clock,
                ProjectionInterval = TimeSpan.FromMilliseconds(linger),
                RefreshInterval = Timeout.InfiniteTimeSpan,
                DescriptorBudget = descriptors,
                BufferBudgetBytes = 1 << 20,
                Application = "simulation",
            },
            new StoreSeams { IsManual = true, IsSecondProcess = true, Device = new SimulatedDevice(machine), Index = Index, MachineBoot = machine.KernelBoot });
    }

    public LocalThreadStore Store { get; }

    public ScriptedIndex Index { get; }

    /// <summary>The process is ending: its answers still count, but it cannot be asked any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Does what is due now: drains, projects, reads.</summary>
    public void Settle()
    {
        Store.Drainer.DrainOnce();
        for (var rounds = 0; ; rounds++)
        {
            Store.Projector.Step();
            if (!Store.Pipeline.CatchUp.RunOnce())
            {
                return;
            }

            if (rounds == MaxRounds)
            {
                throw new BrokenLawException("the engine does not come to rest");
            }
        }
    }

    /// <summary>One look of the reconciler; a home or an index that cannot be read is looked at again later.</summary>
    public void Reconcile()
    {
        try
        {
            Store.Pipeline.Reconciler.RunOnce();
        }
        catch (ThreadStoreException)
        {
            // As its own thread would: the next round looks again.
        }
    }
}
