using System.Threading.Tasks;
using ThreadStore.Log;
using ThreadStore.Projection;

namespace ThreadStore;

/// <content>Single steps that a verb hands to the projector.</content>
public partial class LocalThreadStore
{
    // Ends when the step's transaction has, or with its fault.
    private Task SubmitAsync(StepOrder order)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Projector.Submit(new ProjectionStep(order.Kind, order.Id, order.Path, (step, outcome) =>
        {
            if (outcome is StepOutcome.Failed)
            {
                done.TrySetException(step.Fault!);
            }
            else
            {
                done.TrySetResult();
            }
        }));
        return done.Task;
    }

    private readonly record struct StepOrder(StepKind Kind, ThreadId Id, RolloutPath? Path = null);
}
