/*
 * Runs prepared statements on the SQLite library that it is given, as fast as C can, and says how long that took.
 *
 *     statements LIBRARY DATABASE SETUP
 *
 * SETUP holds texts, each a 32-bit length, the bytes and a NUL: the first is executed (the settings), the others are prepared once. Then each line
 * of the standard input is the path of a script, which is loaded, run and answered by one line: nanoseconds of the whole, units, the median unit in
 * nanoseconds, rows, bytes of text. A script is a sequence of:
 *
 *     'B'                              begins a unit, a transaction of writing
 *     'W' statement count binding...   one row of it
 *     'C'                              commits, and ends the unit
 *     'L' statement count binding...   a unit of its own: reads all rows, every column
 *
 * A binding is a parameter, 'i' and 8 bytes, or a parameter, 't' (text) or 'b' (bytes), a 32-bit length and the bytes. Numbers are little-endian.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef void (*destructor)(void *);

enum { OK = 0, ROW = 100, DONE = 101, READWRITE = 2, NOMUTEX = 0x8000, PERSISTENT = 1, MAX_STATEMENTS = 64, MAX_COLUMNS = 256 };

static int (*open_v2)(const char *, sqlite3 **, int, const char *);
static int (*close_v2)(sqlite3 *);
static int (*exec)(sqlite3 *, const char *, void *, void *, char **);
static const char *(*errmsg)(sqlite3 *);
static int (*prepare_v3)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
static int (*finalize)(sqlite3_stmt *);
static int (*step)(sqlite3_stmt *);
static int (*reset)(sqlite3_stmt *);
static int (*clear_bindings)(sqlite3_stmt *);
static int (*bind_int64)(sqlite3_stmt *, int, int64_t);
static int (*bind_text)(sqlite3_stmt *, int, const char *, int, destructor);
static int (*bind_blob)(sqlite3_stmt *, int, const void *, int, destructor);
static int (*column_count)(sqlite3_stmt *);
static const char *(*column_decltype)(sqlite3_stmt *, int);
static int64_t (*column_int64)(sqlite3_stmt *, int);
static const void *(*column_blob)(sqlite3_stmt *, int);
static int (*column_bytes)(sqlite3_stmt *, int);
static int (*changes)(sqlite3 *);

static sqlite3 *database;
static sqlite3_stmt *begin, *commit, *statements[MAX_STATEMENTS];
static char is_integer[MAX_STATEMENTS][MAX_COLUMNS];
static int columns[MAX_STATEMENTS];
static int statement_count;
static int64_t number; /* the last one read, so that none is read in vain */

static void fail(const char *what)
{
    fprintf(stderr, "statements: %s: %s\n", what, database ? errmsg(database) : "");
    exit(1);
}

static void check(int result, const char *what)
{
    if (result != OK)
        fail(what);
}

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (!found)
        fail(name);
    return found;
}

static void load_library(const char *path)
{
    /* Built for a process that has these anyway; where they have other names, it may say itself what it needs. */
    static const char *const needed[] = {"libm.so.6", "libdl.so.2", "libpthread.so.0"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        dlopen(needed[i], RTLD_NOW | RTLD_GLOBAL);
    void *library = dlopen(path, RTLD_NOW);
    if (!library)
        fail(dlerror());
#define FIND(name) *(void **)&name = symbol(library, "sqlite3_" #name)
    FIND(open_v2); FIND(close_v2); FIND(exec); FIND(errmsg); FIND(prepare_v3); FIND(finalize); FIND(step); FIND(reset); FIND(clear_bindings);
    FIND(bind_int64); FIND(bind_text); FIND(bind_blob); FIND(column_count); FIND(column_decltype); FIND(column_int64); FIND(column_blob);
    FIND(column_bytes); FIND(changes);
}

static unsigned char *load_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        fail(path);
    *length = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*length + 1);
    if (!bytes || fread(bytes, 1, *length, file) != *length)
        fail(path);
    fclose(file);
    return bytes;
}

static uint32_t length_at(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void set_up(const char *path)
{
    size_t length;
    unsigned char *bytes = load_file(path, &length);
    size_t at = 0;
    for (int text = 0; at < length; text++)
    {
        const char *sql = (const char *)bytes + at + 4;
        at += 4 + length_at(bytes + at) + 1;
        if (text == 0)
        {
            check(exec(database, sql, NULL, NULL, NULL), sql);
            continue;
        }
        if (statement_count == MAX_STATEMENTS)
            fail("too many statements");
        sqlite3_stmt *statement;
        check(prepare_v3(database, sql, -1, PERSISTENT, &statement, NULL), sql);
        columns[statement_count] = column_count(statement);
        for (int column = 0; column < columns[statement_count] && column < MAX_COLUMNS; column++)
        {
            const char *type = column_decltype(statement, column);
            is_integer[statement_count][column] = type && !strcmp(type, "INTEGER");
        }
        statements[statement_count++] = statement;
    }
    check(prepare_v3(database, "BEGIN IMMEDIATE", -1, PERSISTENT, &begin, NULL), "BEGIN");
    check(prepare_v3(database, "COMMIT", -1, PERSISTENT, &commit, NULL), "COMMIT");
    free(bytes);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void run_plain(sqlite3_stmt *statement)
{
    if (step(statement) != DONE)
        fail("begin or commit");
    reset(statement);
}

static const unsigned char *bind(sqlite3_stmt *statement, const unsigned char *at, int count)
{
    while (count-- > 0)
    {
        int parameter = at[0];
        unsigned char type = at[1];
        at += 2;
        if (type == 'i')
        {
            int64_t value;
            memcpy(&value, at, sizeof value);
            at += sizeof value;
            check(bind_int64(statement, parameter, value), "bind");
            continue;
        }
        uint32_t length = length_at(at);
        at += 4;
        /* The script outlives the step: nothing is copied. */
        check(type == 't' ? bind_text(statement, parameter, (const char *)at, (int)length, NULL) : bind_blob(statement, parameter, at, (int)length, NULL), "bind");
        at += length;
    }
    return at;
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void run(const char *path)
{
    size_t length, units = 0, room = 1024;
    unsigned char *script = load_file(path, &length);
    const unsigned char *at = script, *end = script + length;
    int64_t *took = malloc(room * sizeof *took), started = 0, rows = 0, texts = 0;
    int64_t all = now();
    while (at < end)
    {
        unsigned char operation = *at++;
        int is_end = operation == 'C' || operation == 'L';
        if (operation == 'B' || operation == 'L')
            started = now();
        if (operation == 'B')
            run_plain(begin);
        else if (operation == 'C')
            run_plain(commit);
        else
        {
            int which = at[0], count = at[1];
            sqlite3_stmt *statement = statements[which];
            at = bind(statement, at + 2, count);
            int result;
            while ((result = step(statement)) == ROW)
            {
                rows++;
                for (int column = 0; column < columns[which]; column++)
                {
                    if (is_integer[which][column])
                        number = column_int64(statement, column);
                    else if (column_blob(statement, column))
                        texts += column_bytes(statement, column);
                }
            }
            if (result != DONE)
                fail("step");
            if (operation == 'W')
                rows += changes(database);
            reset(statement);
            clear_bindings(statement);
        }
        if (is_end)
        {
            if (units == room)
                took = realloc(took, (room *= 2) * sizeof *took);
            took[units++] = now() - started;
        }
    }
    all = now() - all;
    qsort(took, units, sizeof *took, compare);
    printf("%lld %zu %lld %lld %lld\n", (long long)all, units, (long long)(units ? took[units / 2] : 0), (long long)rows, (long long)texts);
    fflush(stdout);
    free(took);
    free(script);
}

int main(int argc, char **argv)
{
    if (argc != 4)
    {
        fprintf(stderr, "usage: statements LIBRARY DATABASE SETUP\n");
        return 2;
    }
    load_library(argv[1]);
    check(open_v2(argv[2], &database, READWRITE | NOMUTEX, NULL), argv[2]);
    set_up(argv[3]);
    char path[4096];
    while (fgets(path, sizeof path, stdin))
    {
        path[strcspn(path, "\n")] = 0;
        run(path);
    }
    finalize(begin);
    finalize(commit);
    for (int i = 0; i < statement_count; i++)
        finalize(statements[i]);
    return close_v2(database);
}
