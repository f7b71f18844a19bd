namespace ThreadStore.Latency.Driving;

/// <summary>What is driven: one append of one side.</summary>
internal interface IOperation
{
    /// <summary>Does it once.</summary>
    public void Run();
}
