/* From an append to its row: gate, slot, ready list, sleep and wake, barriers, failed applies, dropped deltas, catch-up.
   Names are those of the C# members (README.md has the table). One step = one access to what another thread can see.

   Thread 0 has the appenders 0 and 1, thread 1 has appender 2. A position is a number of lines.
   Configuration:
     LINES      appends of each appender, FIRST of the first one         APPENDERS  2 or 3 (without thread 1, or with it)
     BARRIERS   bit set: who flushes at its end    LINGER     0 everything is due, 1 due at any moment, 2 never due
     FAILS      rows and transactions that fail    READS      reads of the log that fail      BUSY  transactions that find the index locked
     DROPS      rents that find no spare           TOUCH      appends may be touches      CLOSER  thread 0 is closed at any moment
     OTHER      another process projects thread 0 once, whenever it likes
     COARSE     the ready list and the sleep in one step each: for what comes after them
   M_...  one wrong step each; check.sh says what each must break. */
#ifndef LINES
#define LINES 1
#endif
#ifndef FIRST
#define FIRST LINES
#endif
#ifndef BARRIERS
#define BARRIERS 0
#endif
#ifndef LINGER
#define LINGER 0
#endif
#ifndef FAILS
#define FAILS 0
#endif
#ifndef READS
#define READS 0
#endif
#ifndef BUSY
#define BUSY 0
#endif
#ifndef DROPS
#define DROPS 0
#endif
#ifndef TOUCH
#define TOUCH 0
#endif
#ifndef CLOSER
#define CLOSER 0
#endif
#ifndef OTHER
#define OTHER 0
#endif
#ifndef APPENDERS
#define APPENDERS 3
#endif
#define THREADS (APPENDERS - 1)
#ifdef COARSE
#define fine atomic
#else
#define fine
#endif

#define NIL 3
#define MAX 99
#define AWAKE 0
#define LINGERING 1
#define PARKED 2

/* [from, to); the newest line merged; lines merged; more than touches. Empty: to == from */
typedef Delta { byte from, to, last, count; bool facts }

/* ---- words that are read and written without a lock; word 0 is nobody's */
byte mem[9];
#define URGENT 1                 /* Projector._urgent */
#define SLEEP 2                  /* Projector._sleep */
#define LINKED 3                 /* ReadyNode.Linked, by thread */
#define DIRTY 5                  /* ProjectedThread._dirty */
#define HELD 7                   /* ProjectedThread._held */
#define urgent mem[URGENT]
#define sleep mem[SLEEP]
#define linked(t) mem[LINKED + t]
#define dirty(t) mem[DIRTY + t]
#define held(t) mem[HELD + t]

/* ---- what is shared, by thread */
bool gate[2];                    /* LiveThread._gate */
byte logEnd[2];                  /* the rollout file */
Delta current[2];                /* LiveThread._current, under the gate */
Delta slot[2];                   /* CoalescingSlot._delta */
byte next[2] = NIL; byte head = NIL;   /* ReadyNode, ReadyList._head */
bool closed[2];
byte committed[2], attempts[2], inFlight[2], catchUpLimit[2] = MAX;
bool override[2];

/* ---- barriers, each section under the thread's _barrierLock is one step */
#define WAITING 1
#define DONE 2
#define FAILED 3
byte state[3], offset[3], before[3], failures[3];
bool isWaiter[3];                /* its thread is 1 for waiter 2, else 0 */
#define threadOf(w) (w / 2)
#define isUrgent(t) ((t == 0 && (state[0] == WAITING || state[1] == WAITING)) || (t == 1 && state[2] == WAITING))

/* ---- sleep and wake */
bool signal;

/* ---- catch-up: one job a thread, one step a job */
#define RUNNABLE 1
#define RUNNING 2
byte job[2]; bool again[2];
bool submitted[2];               /* Projector._steps */
Delta step[2]; bool stepFault[2]; byte stepAttempt[2];

/* ---- the index */
byte rowEnd[2], rowLast[2], rowCount[2];
bool isLocked;                   /* our transaction is under way */

byte w_;                         /* loops over waiters */

/* ---- ghosts: what the laws are asked of, never read by a step */
byte published[2];               /* the end of what was put into the slot */
byte facts[2];                   /* the same, of what is more than a touch */
bool beganAfter[3];              /* the live attempt in flight began after this barrier was registered */
bool readAfter[3];               /* the same for the read under way */
byte finished, wakes;

byte failsLeft = FAILS, readsLeft = READS, busyLeft = BUSY, dropsLeft = DROPS;

/* ---- memory: a store that is not fenced waits in its processor's buffer of one entry until the memory takes it */
#define P 3
#define W 4
byte cell[5], value[5];          /* cell 0: nothing waits */

inline fence(p) { mem[cell[p]] = value[p]; cell[p] = 0; value[p] = 0 }
inline store(p, to_, val) { atomic { fence(p); cell[p] = to_; value[p] = val } }

active proctype Memory() {
  byte p;
end:
  do
  :: atomic {
       if
       :: cell[0] != 0 -> p = 0
       :: cell[1] != 0 -> p = 1
       :: cell[2] != 0 -> p = 2
       :: cell[P] != 0 -> p = P
       :: cell[W] != 0 -> p = W
       fi;
       fence(p); p = 0
     }
  od
}

inline copy(d, s) { d.from = s.from; d.to = s.to; d.last = s.last; d.count = s.count; d.facts = s.facts }
inline reset(d, at) { d.from = at; d.to = at; d.last = 0; d.count = 0; d.facts = false }
#define isFull(d) (d.to > d.from)

/* ThreadDelta.TryMerge: the newer over the older, only when they touch */
inline merge(d, newer, ok) {
  if
  :: d.to == newer.from ->
#ifndef M_MERGE_ORDER
     d.last = newer.last;
#endif
     d.to = newer.to; d.count = d.count + newer.count; d.facts = d.facts || newer.facts; ok = true
  :: else -> ok = false
  fi
}

/* ---- ReadyList.TryLink */
inline tryLink(p, t, won) {
#ifdef M_NO_EXCHANGE
  won = !linked(t);
  if :: won -> store(p, LINKED + t, 1) :: else fi;
#else
#ifdef M_NO_FLAG
  won = true;
#else
  atomic { fence(p); won = !linked(t); linked(t) = true };
#endif
#endif
  if
  :: won ->
     do
     :: atomic { h = head; next[t] = h };
        atomic {
          fence(p);
          if
          :: head == h -> assert(h != t && (h == NIL || next[h] != t)); head = t; break
          :: else
          fi
        }
     od
  :: else
  fi;
  h = 0
}

/* Projector.Wake: who turns the state back to awake signals */
inline wake(p, s) {
#ifdef M_PLAIN_WAKE
  atomic { sleep = AWAKE; wakes++; assert(wakes <= 1) };
  signal = true;
#else
  atomic {
    fence(p);
    if
    :: sleep == s && s != AWAKE -> sleep = AWAKE; wakes++; assert(wakes <= 1); s = MAX
    :: else
    fi
  };
  if :: s == MAX -> signal = true :: else fi;
#endif
  s = 0
}

/* Projector.Link */
inline link(p, t) {
#ifdef M_WAKE_FIRST
  s = sleep;
  if :: s == PARKED -> wake(p, s) :: else fi;
  tryLink(p, t, won);
#else
  tryLink(p, t, won);
#ifdef M_WINNER_WAKES
  if :: won -> s = sleep; if :: s == PARKED -> wake(p, s) :: else fi :: else fi;
#else
  s = sleep;
  if :: s == PARKED -> wake(p, s) :: else fi;
#endif
#endif
  won = false; s = 0
}

/* Projector.WakeUrgent */
inline wakeUrgent(p) {
#ifdef M_URGENT_UNFENCED
  store(p, URGENT, 1);
#else
  atomic { fence(p); urgent = true };
#endif
  s = sleep;
  if :: s != AWAKE -> wake(p, s) :: else fi;
  s = 0
}

/* LiveThread.PublishLocked: take, merge, put */
inline publish(p, t) {
  if :: TOUCH -> store(p, HELD + t, 0) :: else fi;
  atomic { fence(p); copy(mine, slot[t]); reset(slot[t], 0); wasEmpty = !isFull(mine); hadFacts = mine.facts };
  if
  :: !wasEmpty ->
     d_step { merge(mine, current[t], ok) };
     if :: ok -> atomic { put(p, t, mine); taken(t) } :: else -> markDirty(p, t); atomic { taken(t) } fi
  :: wasEmpty ->
     if
     :: atomic { put(p, t, current[t]); taken(t) }
     :: atomic { dropsLeft > 0 -> dropsLeft-- }; markDirty(p, t); atomic { taken(t) }
     fi
  fi
}
inline taken(t) { reset(current[t], current[t].to); published[t] = current[t].from; reset(mine, 0); ok = false }
inline put(p, t, d) {
  fence(p); assert(!isFull(slot[t])); copy(slot[t], d)
}
inline markDirty(p, t) {
#ifndef M_NO_DIRTY
  store(p, DIRTY + t, 1)
#else
  skip
#endif
}

#ifdef M_NO_GATE
#define canEnter(t) true
#else
#define canEnter(t) (!gate[t])
#endif

proctype Appender(byte id) {
  byte i, my, h, s; bool won, wasEmpty, hadFacts, ok, isTouch; Delta mine;
  byte t = threadOf(id);
  do
  :: i < (id == 0 -> FIRST : LINES) ->
     /* gate, write, then what is observed of it: nobody else looks before the publish. The index is never ahead of the log */
     atomic {
       canEnter(t) -> gate[t] = true;
       if :: closed[t] -> gate[t] = false; break :: else fi;
       logEnd[t]++; my = logEnd[t];
       if :: TOUCH -> isTouch = true :: isTouch = false fi;
       d_step { current[t].to = my; current[t].last = my; current[t].count++; current[t].facts = current[t].facts || !isTouch }
     };
     if
     :: !isTouch ->
        publish(id, t);
        facts[t] = my;
#ifdef M_LINK_IF_EMPTY
        if :: wasEmpty -> link(id, t) :: else fi
#else
        fine { link(id, t) }
#endif
     :: isTouch ->                                          /* due: linked quietly, unless facts were pending */
        publish(id, t);
#ifdef M_QUIET_OVER_FACTS
        hadFacts = false;
#endif
        fine { if :: hadFacts -> link(id, t) :: else -> tryLink(id, t, won); won = false fi }
     :: isTouch -> store(id, HELD + t, 1); fine { tryLink(id, t, won); won = false }
     fi;
     atomic { fence(id); gate[t] = false; i++; isTouch = false; wasEmpty = false; hadFacts = false; my = 0 }
  :: else -> break
  od;
  if
  :: isWaiter[id] ->
     /* RaiseBarrier: publish what is held, take the position */
     atomic { canEnter(t) -> gate[t] = true };
     if
     :: atomic { !closed[t] -> ok = isFull(current[t]) };
        if :: ok -> ok = false; publish(id, t); fine { tryLink(id, t, won); won = false } :: else fi;
        atomic { offset[id] = logEnd[t]; fence(id); gate[t] = false; wasEmpty = false; hadFacts = false };
        /* Register */
        atomic {
          if
          :: closed[t] || committed[t] >= offset[id] -> assert(closed[t] || rowEnd[t] >= offset[id]); state[id] = DONE
          :: else -> state[id] = WAITING; before[id] = attempts[t]; override[t] = true
          fi
        };
        if
        :: state[id] == WAITING ->
           fine { tryLink(id, t, won); won = false; wakeUrgent(id) };
           atomic { state[id] != WAITING -> assert(state[id] == FAILED || rowEnd[t] >= offset[id]) }
        :: else
        fi;
        atomic { state[id] = 0; if :: !isUrgent(t) -> override[t] = false :: else fi; offset[id] = 0; before[id] = 0; failures[id] = 0; beganAfter[id] = false; readAfter[id] = false }
     :: atomic { closed[t] -> gate[t] = false }
     fi
  :: else
  fi;
  finished++
}

/* Discard: every barrier of thread 0 ends with it */
proctype Closer() {
  atomic {
    canEnter(0) -> closed[0] = true;
    w_ = 0;
    do
    :: w_ < 2 -> if :: state[w_] == WAITING -> state[w_] = FAILED :: else fi; w_++
    :: else -> break
    od;
    w_ = 0
  }
}


/* ProjectedThread.AdvanceCommitted */
inline advance(t, end_) {
  atomic {
    if :: end_ > committed[t] -> committed[t] = end_ :: else fi;
    w_ = 0;
    do
    :: w_ < 3 ->
       if
       :: state[w_] == WAITING && threadOf(w_) == t && offset[w_] <= committed[t] -> assert(rowEnd[t] >= offset[w_]); state[w_] = DONE
       :: else
       fi;
       w_++
    :: else -> break
    od;
    w_ = 0
  }
}

/* ProjectedThread.Count */
#ifdef M_BEFORE
#define isLater(w, attempt) true
#else
#define isLater(w, attempt) (before[w] < attempt)
#endif
#ifdef M_REACHED
#define isReached(w, reached) true
#else
#define isReached(w, reached) (reached >= offset[w])
#endif
inline countFailure(t, attempt, reached, isNewer, isRead, was) {
  atomic {
    w_ = 0;
    do
    :: w_ < 3 ->
       if
       :: state[w_] == WAITING && threadOf(w_) == t && isLater(w_, attempt) && isReached(w_, reached) ->
          failures[w_]++;
          /* the law, from what really happened */
          assert((isRead -> readAfter[w_] : beganAfter[w_]) && reached >= offset[w_]);
          if
          :: !isNewer || failures[w_] >= 2 ->
             assert(failures[w_] >= 2 || isRead || was <= reached);
             state[w_] = FAILED
          :: else
          fi
       :: else
       fi;
       w_++
    :: else -> break
    od;
    w_ = 0
  }
}

inline note(t, val) {
  w_ = 0;
  do :: w_ < 3 -> if :: threadOf(w_) == t -> beganAfter[w_] = val && state[w_] == WAITING :: else fi; w_++ :: else -> break od;
  w_ = 0
}
inline noteRead(t) {
  w_ = 0;
  do :: w_ < 3 -> if :: threadOf(w_) == t -> readAfter[w_] = state[w_] == WAITING :: else fi; w_++ :: else -> break od;
  w_ = 0
}

proctype Other() {
end:
  atomic { !isLocked && rowEnd[0] < logEnd[0] -> rowEnd[0] = logEnd[0]; rowLast[0] = logEnd[0]; rowCount[0] = logEnd[0] }
}

proctype CatchUp() {
  byte t, s, limit; byte attempt;
end:
  do
  :: atomic {
       if
       :: job[0] == RUNNABLE -> t = 0
       :: job[1] == RUNNABLE -> t = 1
       fi;
       job[t] = RUNNING
     };
     fine {
       atomic { attempts[t]++; stepAttempt[t] = attempts[t]; noteRead(t) };
       limit = logEnd[t];
       atomic { reset(step[t], rowEnd[t]) };
       if
       :: atomic { limit > catchUpLimit[t] && !closed[t] -> limit = catchUpLimit[t] }
       :: else
       fi;
       d_step {
         if
         :: limit > step[t].from -> step[t].count = limit - step[t].from; step[t].to = limit; step[t].last = limit
         :: else
         fi
       }
     };
     if
     :: true
     :: atomic { readsLeft > 0 -> readsLeft--; stepFault[t] = true; reset(step[t], 0) }
     fi;
     fine { submitted[t] = true; limit = 0; wakeUrgent(W) };
     t = 0
  od
}

#include "projector.pml"

/* when nothing moves any more */
proctype Rest() {
  timeout ->
  assert(finished == APPENDERS);
  byte t = 0;
  do
  :: t < THREADS ->
     assert(closed[t] || LINGER == 2 || facts[t] <= rowEnd[t]);
     assert(closed[t] || LINGER == 2 || TOUCH || rowEnd[t] == logEnd[t]);
     assert(rowLast[t] == rowEnd[t] && rowCount[t] == rowEnd[t]);
     t++
  :: else -> break
  od
}

init {
  atomic {
    isWaiter[0] = BARRIERS & 1; isWaiter[1] = (BARRIERS >> 1) & 1; isWaiter[2] = (BARRIERS >> 2) & 1;
    run Appender(0); run Appender(1);
    if :: APPENDERS == 3 -> run Appender(2) :: else fi;
    run Projector();
    run CatchUp();
    if :: CLOSER -> run Closer() :: else fi;
    if :: OTHER -> run Other() :: else fi;
    run Rest()
  }
}
