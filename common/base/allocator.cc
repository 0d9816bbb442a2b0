// How programs that take their memory from jemalloc get and keep it.
#include <jemalloc/jemalloc.h>

// Read by jemalloc before main; its manual explains each.
//   narenas            what is free in one arena is of no use to another, and
//                      the network library's threads come and go: with four
//                      arenas a core, which is the default, a loaded router
//                      takes a sixth more
//   thp                a router works all over its memory: with small pages,
//                      where each lies is looked up again and again
//   background_thread  what is free goes back after ten seconds, also while
//                      nothing else runs
const char* malloc_conf = "narenas:2,thp:always,background_thread:true";
