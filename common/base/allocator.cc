// How programs that take their memory from jemalloc get and keep it.
#include <jemalloc/jemalloc.h>

// Read by jemalloc before main; its manual explains each.
//   narenas            what is free in one arena is of no use to another: with
//                      two a loaded router takes a sixteenth more, with four a
//                      core, the default, a sixth more than that
//   thp                a router works all over its memory: with small pages,
//                      where each lies is looked up again and again
//   background_thread  what is free goes back after ten seconds, also while
//                      nothing else runs
const char* malloc_conf = "narenas:1,thp:always,background_thread:true";
