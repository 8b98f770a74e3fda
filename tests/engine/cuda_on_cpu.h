/* What CUDA's compiler knows by itself, for a C compiler: the same source, a thread after another. */
#define __CUDACC__ 1
#define __device__
#define __global__
#define __constant__
#define __noinline__ __attribute__((noinline))
#define __forceinline__ __inline__ __attribute__((always_inline))
static struct { unsigned x; } blockIdx, blockDim, threadIdx;
static double __dsqrt_rn(double x) { return __builtin_sqrt(x); }
static long long __double_as_longlong(double x) { long long y; __builtin_memcpy(&y, &x, sizeof y); return y; }
static double __longlong_as_double(long long x) { double y; __builtin_memcpy(&y, &x, sizeof y); return y; }
