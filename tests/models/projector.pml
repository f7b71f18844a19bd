/* The projector's thread: Projector.Run, .Step, .Sleep. Included by projection.pml. Timers are choices: a timed wait may end at any moment. */
#define PENDING 0
#define APPLIED 1
#define GAP 2
#define ROW_FAILED 3
#define DROPPED 4

/* Projector.Enqueue: what is seen here decides whether the thread has work */
inline enqueue(t) {
  if :: TOUCH -> if :: held(t) -> touchListed[t] = true :: else fi :: else fi;
  if
  :: !queued[t] && !delayed[t] ->
     hasWork = isFull(slot[t]);
     atomic { queued[t] = hasWork || dirty(t) || isFull(retained[t]) || isUrgent(t); hasWork = false }
  :: else
  fi
}

inline clearFlag(t) {
#ifdef M_CLEAR_UNFENCED
  store(P, LINKED + t, 0)
#else
#ifdef M_NO_FLAG
  skip
#else
  atomic { fence(P); assert(linked(t)); linked(t) = false }
#endif
#endif
}

/* ReadyList.TakeAll: the whole list by one exchange; next, then the flag, then the slot */
inline collectReady() {
  atomic {
    fence(P); t = head; head = NIL;
    do :: t != NIL -> after = next[t]; next[t] = oldest; oldest = t; t = after; after = 0 :: else -> break od; t = 0 };
  do
  :: oldest != NIL ->
     t = oldest;
#ifdef M_NEXT_AFTER_CLEAR
     clearFlag(t);
     oldest = next[t]; next[t] = NIL;
     enqueue(t)
#else
     atomic { oldest = next[t]; next[t] = NIL };
#ifdef M_CLEAR_LATE
     enqueue(t);
     clearFlag(t)
#else
     clearFlag(t);
     enqueue(t)
#endif
#endif
  :: else -> break
  od;
  t = 0
}

/* PublishDueTouches: a gate that is taken is tried again */
inline publishDueTouches() {
  do
  :: t < THREADS ->
     if
     :: touchListed[t] ->
        if
        :: atomic { !held(t) -> touchListed[t] = false }
        :: atomic { held(t) && !gate[t] -> gate[t] = true; touchListed[t] = false };
           if :: isFull(current[t]) && !closed[t] -> publish(P, t); tryLink(P, t, ok); ok = false :: else fi;
           atomic { fence(P); gate[t] = false; wasEmpty = false; hadFacts = false }
        :: true
        fi
     :: else
     fi;
     t++
  :: else -> break
  od;
  t = 0
}

inline requeueDelayed() {
  do
  :: t < THREADS ->
     if
     :: delayed[t] ->
        if
        :: ok = true                                        /* the back-off has run out */
        :: atomic { ok = override[t]; override[t] = false; ok = ok && isUrgent(t) }
        fi;
        if :: ok -> delayed[t] = false; ok = false; enqueue(t) :: else fi
     :: else
     fi;
     t++
  :: else -> break
  od;
  t = 0
}

inline delay(t) { delayed[t] = true }
inline retain(t, d) {
  copy(retained[t], d);
  if :: isFull(d) && catchingUp[t] -> catchUpLimit[t] = d.from :: else fi
}

inline startCatchUp(t, upTo) {
  atomic {
    if
    :: !closed[t] ->
       catchingUp[t] = true; catchUpLimit[t] = upTo;
       if :: job[t] == 0 -> job[t] = RUNNABLE :: job[t] == RUNNING -> again[t] = true :: else fi
    :: else
    fi
  }
}

/* CatchUp.OnStepCompleted and Report. A step reaches the end of the log as its reader saw it. */
inline finish(t, isDone, isFailed) {
  atomic {
    mustGoOn = (!isDone && !isFailed) || again[t];
    again[t] = false;
    if :: mustGoOn && !isFailed -> job[t] = RUNNABLE :: else -> job[t] = 0; mustGoOn = false fi;
    catchingUp[t] = mustGoOn; catchUpLimit[t] = (mustGoOn -> catchUpLimit[t] : MAX); mustGoOn = false;
    upTo_ = step[t].to; reset(step[t], 0); stepFault[t] = false; stepAttempt[t] = 0
  };
  if
  :: isFailed -> store(P, DIRTY + t, 1); atomic { fence(P) }
  :: isDone -> advance(t, upTo_)
  :: else
  fi;
  upTo_ = 0;
  /* FailLost: a barrier's bytes are in the file */
  assert(!isDone || catchingUp[t] || closed[t] || !(state[0] == WAITING && threadOf(0) == t && offset[0] > logEnd[t]));
  /* Revisit */
  if :: isFull(retained[t]) || dirty(t) -> enqueue(t) :: else fi
}

inline collectSteps() {
  do
  :: t < THREADS ->
     if
     :: submitted[t] ->
        submitted[t] = false;
        if
        :: isFull(step[t]) -> takenStep[t] = true
        :: !isFull(step[t]) && stepFault[t] ->
           delay(t);
           countFailure(t, stepAttempt[t], MAX, false, true, 0);
           failed = true; finish(t, !failed, failed); failed = false
        :: else -> finish(t, !failed, failed)
        fi
     :: else
     fi;
     t++
  :: else -> break
  od;
  t = 0
}

/* TryTake: the retained delta with what is pending merged over it */
inline tryTake(t) {
  atomic { fence(P); copy(mine, slot[t]); reset(slot[t], 0) };
  if
  :: closed[t] -> d_step { reset(mine, 0); reset(retained[t], 0) }
  :: else ->
     d_step {
       ok = true;
       if
       :: isFull(mine) && isFull(retained[t]) -> merge(retained[t], mine, ok); copy(mine, retained[t])
       :: isFull(retained[t]) && !isFull(mine) -> copy(mine, retained[t])
       :: else
       fi;
       reset(retained[t], 0)
     };
     if :: !ok -> atomic { fence(P); dirty(t) = true } :: else fi;
     ok = false;
     if
     :: catchingUp[t] -> atomic { retain(t, mine) }
     :: else ->
        atomic { fence(P); ok = dirty(t); dirty(t) = false };
        if
        :: ok || (!isFull(mine) && isUrgent(t)) -> startCatchUp(t, MAX)
        :: else -> atomic { if :: isFull(mine) -> copy(batch[t], mine); inBatch[t] = true; count++ :: else fi }
        fi
     fi;
     atomic { ok = false; reset(mine, 0) }
  fi
}

inline fillBatch() {
  do
  :: t < THREADS ->
     if
     :: queued[t] ->
        ok = isUrgent(t);
        if
        :: ok || LINGER < 2 -> ok = false; queued[t] = false; tryTake(t)
        :: !ok && LINGER > 0 -> ok = false                  /* still lingers */
        :: count > 0 -> ok = false                          /* a batch is bounded; some threads stay alone */
        fi
     :: else
     fi;
     if
     :: takenStep[t] -> atomic { assert(!inBatch[t]); takenStep[t] = false; copy(batch[t], step[t]); inBatch[t] = true; isStep[t] = true; count++ }
     :: else
     fi;
     t++
  :: else -> break
  od;
  t = 0
}

inline beginAttempt(t) {
  atomic {
    if
    :: !closed[t] && !hasBegun[t] -> attempts[t]++; inFlight[t] = attempts[t]; hasBegun[t] = true; note(t, true)
    :: else
    fi
  }
}
inline endAttempt(t) { atomic { inFlight[t] = 0; note(t, false) } }

inline applyAll() {
  do
  :: t < THREADS ->
     if
     :: inBatch[t] ->
        beginAttempt(t);
        if
        :: !hasBegun[t] && !isStep[t] -> outcome[t] = DROPPED
        :: else ->
           if
#ifdef M_NO_COMPARE
           :: outcome[t] = APPLIED
#else
           :: atomic { rowEnd[t] == batch[t].from -> outcome[t] = APPLIED }
           :: atomic { rowEnd[t] != batch[t].from -> outcome[t] = GAP }
#endif
           :: atomic { failsLeft > 0 -> failsLeft--; outcome[t] = ROW_FAILED }
           fi
        fi;
#ifdef M_EARLY_ANSWER
        if :: outcome[t] == APPLIED -> advance(t, batch[t].to) :: else fi;
#endif
     :: else
     fi;
     t++
  :: else -> break
  od;
  t = 0
}

/* the transaction: all rows in one step */
inline commit() {
  d_step {
    do
    :: t < THREADS ->
       if
       :: inBatch[t] && outcome[t] == APPLIED ->
          assert(batch[t].to <= logEnd[t]);                 /* never ahead of the log */
          assert(batch[t].last == batch[t].to);             /* merge order is log order */
          rowEnd[t] = batch[t].to; rowLast[t] = batch[t].last; rowCount[t] = rowCount[t] + batch[t].count;
          assert(rowCount[t] == rowEnd[t])                  /* nothing lost, nothing twice */
       :: else
       fi;
       t++
    :: else -> break
    od;
    t = 0
  }
}

inline failOne(t) {
  if
  :: hasBegun[t] ->
     delay(t);
     atomic { was = published[t]; ok = isFull(slot[t]) };
     ok = ok || dirty(t);
#ifndef M_SLOT_IS_ALL_THAT_IS_PENDING
     ok = ok || logEnd[t] > batch[t].to;                    /* ProjectedThread.ExpectedEnd */
#endif
#ifdef M_FIRST_FAILURE
     ok = false;
#endif
     countFailure(t, inFlight[t], batch[t].to, ok, false, was);
     ok = false; was = 0;
     endAttempt(t)
  :: else
  fi;
  if
  :: isStep[t] -> failed = true; finish(t, !failed, failed); failed = false
  :: else ->
#ifdef M_PUT_BACK
     atomic { fence(P); copy(mine, slot[t]); reset(slot[t], 0) };
     if :: isFull(mine) -> d_step { merge(batch[t], mine, ok); ok = false } :: else fi;
     atomic { put(P, t, batch[t]); reset(mine, 0) };
     tryLink(P, t, ok); ok = false
#else
#ifndef M_NO_RETAIN
     atomic { retain(t, batch[t]) }
#endif
#endif
  fi
}

/* Complete, FailOne, Dismiss, or PutBackRest of each entry */
inline endBatch(isCommitted, isBusy) {
  do
  :: t < THREADS ->
     if
     :: !inBatch[t]
     :: inBatch[t] && isBusy ->
        if :: hasBegun[t] -> endAttempt(t) :: else fi;
        if :: isStep[t] -> takenStep[t] = true :: else -> atomic { retain(t, batch[t]); queued[t] = true } fi
     :: inBatch[t] && !isBusy && (outcome[t] == DROPPED || outcome[t] == GAP) ->
        if :: hasBegun[t] -> endAttempt(t) :: else fi;
        if
        :: isStep[t] -> gap = true; finish(t, !gap, !gap); gap = false
        :: !isStep[t] && outcome[t] == GAP -> startCatchUp(t, batch[t].to)
        :: else
        fi
     :: inBatch[t] && isCommitted && outcome[t] == APPLIED ->
        if :: hasBegun[t] -> advance(t, batch[t].to); endAttempt(t) :: else fi;
        if :: isStep[t] -> finish(t, !failed, failed) :: else fi
     :: inBatch[t] && !isBusy && (outcome[t] == ROW_FAILED || outcome[t] == PENDING || (!isCommitted && outcome[t] == APPLIED)) ->
        beginAttempt(t);
        if
        :: hasBegun[t] || isStep[t] -> failOne(t)
        :: else                                             /* closed meanwhile: dropped */
        fi
     fi;
     atomic { reset(batch[t], 0); inBatch[t] = false; isStep[t] = false; hasBegun[t] = false; outcome[t] = PENDING };
     t++
  :: else -> break
  od;
  atomic { t = 0; count = 0 }
}

#define isTimed ((LINGER < 2 && (queued[0] || queued[1])) || isBusy || delayed[0] || delayed[1] || touchListed[0] || touchListed[1])

proctype Projector() {
  Delta retained[2], batch[2];
  bool queued[2], delayed[2], catchingUp[2], touchListed[2];
  bool takenStep[2], inBatch[2], isStep[2], hasBegun[2];
  byte outcome[2];
  byte t, after, oldest = NIL, h, s, count, upTo_, was; bool won, hasWork, ok, wasEmpty, hadFacts, mustGoOn, failed, gap, isBusy, isCommitted; Delta mine;
  do
  :: /* Run */
#ifndef M_CLEAR_URGENT_LATE
     store(P, URGENT, 0);
#endif
Again:
     fine { collectReady() };
     publishDueTouches();
     fine { requeueDelayed() };
     fine { collectSteps(); isBusy = false };
     fillBatch();
     if
     :: count > 0 ->
        if
        :: true -> isLocked = true; applyAll();
           if
           :: commit(); isCommitted = true
           :: atomic { busyLeft > 0 -> busyLeft--; isBusy = true }
           :: atomic { failsLeft > 0 -> failsLeft-- }
           fi;
           isLocked = false
        :: atomic { busyLeft > 0 -> busyLeft--; isBusy = true }
        :: atomic { failsLeft > 0 -> failsLeft-- }
        fi;
        endBatch(isCommitted, isBusy);
        isCommitted = false;
        if :: !isBusy -> goto Again :: else fi
     :: else
     fi;
#ifdef M_CLEAR_URGENT_LATE
     store(P, URGENT, 0);
#endif
     /* Sleep */
     fine {
     s = (queued[0] || queued[1] -> LINGERING : PARKED);
#ifdef M_SLEEP_UNFENCED
     store(P, SLEEP, s); wakes = 0;
#else
     atomic { fence(P); sleep = s; wakes = 0 };
#endif
     ok = false;
#ifndef M_NO_REREAD_URGENT
     ok = urgent;
#endif
     ok = ok || submitted[0] || submitted[1];
#ifndef M_NO_REREAD
     ok = ok || (s == PARKED && head != NIL);
#endif
     };
     if
     :: !ok ->
end:    if
        :: atomic { signal -> signal = false }
        :: isTimed
        fi
     :: else
     fi;
     atomic { fence(P); sleep = AWAKE; ok = false; s = 0 }
  od
}
