using System.Threading;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <content>When the index becomes another file, or is rid of what was deleted.</content>
internal sealed partial class Projector
{
    // Another file than at the last transaction: what was committed before is not in it.
    private void NoteEpoch()
    {
        if (_epoch != _index.Epoch)
        {
            var isFirst = _epoch == 0;
            _epoch = _index.Epoch;
            Volatile.Write(ref _shownEpoch, _epoch);
            if (!isFirst)
            {
                EpochChanged?.Invoke();
            }
        }
    }

    // After the transactions: what was to be deleted is deleted. Somebody who reads just now is "not yet".
    private void RunScrubs()
    {
        while (_scrubs.TryPeek(out var step))
        {
            var status = _index.TruncateWal();
            if (status is IndexStatus.Busy)
            {
                Postpone();
                return;
            }

            _scrubs.Dequeue();
            step.Fault = status is IndexStatus.Ready ? null : Fault();
            step.Completed(step, status is IndexStatus.Ready ? StepOutcome.Done : StepOutcome.Failed);
        }
    }

    // False = not yet.
    private bool StartNewEpochs()
    {
        while (_newEpoch.TryPeek(out var step))
        {
            var status = _index.TryBegin();
            if (status is IndexStatus.Ready)
            {
                _index.Rollback();
                _index.Supersede();
                status = _index.TryBegin();
                _index.Rollback();
                if (status is IndexStatus.Ready)
                {
                    // Who asked for the new epoch sweeps the home itself. Who hears of a fault does not, and there may be a new file all the same.
                    _epoch = _index.Epoch;
                    Volatile.Write(ref _shownEpoch, _epoch);
                    NoteSuccess();
                }
            }

            NoteMoved();
            if (status is IndexStatus.Busy)
            {
                NoteStall(_index.BusyWith);
                Postpone();
                return false;
            }

            _newEpoch.Dequeue();
            step.Fault = status is IndexStatus.Ready ? null : Fault();
            step.Completed(step, status is IndexStatus.Ready ? StepOutcome.Done : StepOutcome.Failed);
        }

        return true;
    }
}
