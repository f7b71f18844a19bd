using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Targets;

/// <summary>One <c>write(2)</c> of a line and one <c>fdatasync(2)</c>, to each of the files in turn.</summary>
internal sealed class BareSyncedWrite(int[] descriptors, byte[] line) : IOperation
{
    private readonly BareWrite _write = new(descriptors, line);
    private int _next;

    /// <inheritdoc/>
    public void Run()
    {
        _write.Run();
        if (Kernel.fdatasync(descriptors[_next]) != 0)
        {
            throw new WrongAnswerException("fdatasync(2) failed");
        }

        _next = _next + 1 == descriptors.Length ? 0 : _next + 1;
    }
}
