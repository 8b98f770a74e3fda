/* Arithmetic that gives the same bits on every machine: only + - * / and square roots, none of them contracted.

   LANES wars lie side by side; with one lane, as on a graphics card, a lane is a plain number. REAL32 takes single
   precision. Logarithm after fdlibm (Sun Microsystems 1993), inverse normal after Giles 2012, dice after Salmon and
   others 2011. */

#ifndef LANES
#define LANES 1
#endif
#ifdef __CUDACC__
#define INLINE static __device__ __forceinline__
#define PART static __device__ __noinline__
#define FUNCTION static __device__ __forceinline__
#define DEVICE static __device__
#define TABLE static __constant__
#define RESTRICT __restrict__
#else
#define INLINE static inline __attribute__((always_inline))
#define PART static __attribute__((noinline))
#define FUNCTION PART /* called from hundreds of places: one copy stays in the cache */
#define DEVICE static
#define TABLE static const
#define RESTRICT restrict
#define EXPORT __attribute__((visibility("default")))
#endif

#ifdef REAL32
typedef float real;
typedef int whole;
typedef unsigned int bits;
#define MANTISSA 23
#define MAGIC 0x1.8p23f
#define ONE_BITS 0x3f800000u
#define HALF_ROOT_BITS 0x3f3504f3u
#define EXP_MOST 88.0f
#define ROOT __builtin_sqrtf
#else
typedef double real;
typedef long long whole;
typedef unsigned long long bits;
#define MANTISSA 52
#define MAGIC 0x1.8p52
#define ONE_BITS 0x3ff0000000000000ull
#define HALF_ROOT_BITS 0x3fe6a09e667f3bcdull
#define EXP_MOST 709.0
#define ROOT __builtin_sqrt
#endif
#define R(x) ((real)(x))
#define INFINITE R(1e300 * 1e300)
#define NOTHING (INFINITE - INFINITE)

#if LANES == 1
typedef real V;
typedef int M;
typedef bits U;
#define B(x) ((real)(x))
#define PICK(m, a, b) ((m) ? (a) : (b))
#define FIRST(m) (m)
#define LANE(v, l) (v)
#define YES 1
#define NO 0
#define NOT(m) (!(m))
#ifdef __CUDACC__
#ifdef REAL32
INLINE U to_bits(V x) { return __float_as_uint(x); }
INLINE V of_bits(U x) { return __uint_as_float(x); }
#undef ROOT
#define ROOT __fsqrt_rn
#else
INLINE U to_bits(V x) { return (U)__double_as_longlong(x); }
INLINE V of_bits(U x) { return __longlong_as_double((long long)x); }
#undef ROOT
#define ROOT __dsqrt_rn
#endif
#else
INLINE U to_bits(V x) { U u; __builtin_memcpy(&u, &x, sizeof u); return u; }
INLINE V of_bits(U x) { V v; __builtin_memcpy(&v, &x, sizeof v); return v; }
#endif
INLINE V root(V a) { return ROOT(a); }
#else
typedef real V __attribute__((vector_size(LANES * sizeof(real))));
typedef whole M __attribute__((vector_size(LANES * sizeof(real))));
typedef bits U __attribute__((vector_size(LANES * sizeof(real))));
#define B(x) ((real)(x) - (V){})
#define PICK(m, a, b) ((V)(((m) & (M)(V)(a)) | (~(m) & (M)(V)(b))))
#define FIRST(m) ((m)[0])
#define LANE(v, l) (v)[l]
#define YES (~(M){})
#define NO ((M){})
#define NOT(m) (~(m))
#define to_bits(x) ((U)(x))
#define of_bits(x) ((V)(x))
INLINE V root(V a) {
  V out;
  for (int l = 0; l < LANES; ++l) out[l] = ROOT(a[l]);
  return out;
}
#endif

INLINE V least(V a, V b) { return PICK(a < b, a, b); }
INLINE V most(V a, V b) { return PICK(a > b, a, b); }
INLINE V nearest(V a) { return (a + MAGIC) - MAGIC; }
INLINE V below(V a) { V r = nearest(a); return PICK(r > a, r - R(1.0), r); }

/* exp(x) = 2^k (1 + part), and 2^k. */
INLINE V exp_parts(V x, V *power) {
  V t = x * R(0x1.71547652b82fep+0) + MAGIC, k = t - MAGIC;
#ifdef REAL32
  V r = (x - k * R(0x1.62e4p-1)) - k * R(0x1.7f7d1cp-20);
  V p = B(1.0 / 5040);
  p = p * r + R(1.0 / 720);
#else
  V r = (x - k * R(0x1.62e42feep-1)) - k * R(0x1.a39ef35793c76p-33);
  V p = B(1.0 / 6227020800.0);
  p = p * r + R(1.0 / 479001600.0);
  p = p * r + R(1.0 / 39916800.0);
  p = p * r + R(1.0 / 3628800.0);
  p = p * r + R(1.0 / 362880.0);
  p = p * r + R(1.0 / 40320.0);
  p = p * r + R(1.0 / 5040.0);
  p = p * r + R(1.0 / 720.0);
#endif
  p = p * r + R(1.0 / 120);
  p = p * r + R(1.0 / 24);
  p = p * r + R(1.0 / 6);
  p = p * r + R(0.5);
  *power = of_bits((to_bits(t) << MANTISSA) + ONE_BITS);
  return r + r * r * p;
}

FUNCTION V exponential(V x) {
  V power, part = exp_parts(least(most(x, B(-EXP_MOST + 1)), B(EXP_MOST - 1)), &power);
  V value = PICK(x < -EXP_MOST + 1, B(0.0), power + power * part);
  return PICK(x > EXP_MOST - 1, B(INFINITE), value);
}

FUNCTION V exponential_less_1(V x) {
  V power, part = exp_parts(least(most(x, B(-EXP_MOST + 1)), B(EXP_MOST - 1)), &power);
  V value = power * part + (power - R(1.0));
  return PICK(x > EXP_MOST - 1, B(INFINITE), value);
}

FUNCTION V logarithm(V x) {
  U raised = to_bits(x) - HALF_ROOT_BITS;
  U exponent = (raised >> MANTISSA) | ((U)(-(raised >> (sizeof(real) * 8 - 1))) << (sizeof(real) * 8 - MANTISSA));
  V f = of_bits(to_bits(x) - (exponent << MANTISSA)) - R(1.0);
#ifdef REAL32
  V k = of_bits(exponent + 0x4b400000u) - MAGIC;
  V s = f / (R(2.0) + f), z = s * s;
  V rest = z * (R(0xaaaaaa.0p-24) + z * (R(0xccce13.0p-25) + z * (R(0x91e9ee.0p-25) + z * R(0xf89e26.0p-26))));
  V square = R(0.5) * f * f;
  V value = k * R(6.9313812256e-01) - ((square - (s * (square + rest) + k * R(9.0580006145e-06))) - f);
#else
  V k = of_bits(exponent + 0x4338000000000000ull) - MAGIC;
  V s = f / (R(2.0) + f), z = s * s;
  V rest = R(1.531383769920937332e-01) + z * R(1.479819860511658591e-01);
  rest = R(1.818357216161805012e-01) + z * rest;
  rest = R(2.222219843214978396e-01) + z * rest;
  rest = R(2.857142874366239149e-01) + z * rest;
  rest = R(3.999999999940941908e-01) + z * rest;
  rest = z * (R(6.666666666666735130e-01) + z * rest);
  V square = R(0.5) * f * f;
  V value = k * R(6.93147180369123816490e-01) - ((square - (s * (square + rest) + k * R(1.90821492927058770002e-10))) - f);
#endif
  return PICK(x > R(0.0), value, PICK(x < R(0.0), B(NOTHING), B(-INFINITE)));
}

INLINE V logarithm_of_1_plus(V x) {
  V u = x + R(1.0);
  return logarithm(u) + (x - (u - R(1.0))) / u;
}

FUNCTION V power_of(V x, V y) {
  V value = exponential(y * logarithm(x));
  V at_zero = PICK(y > R(0.0), B(0.0), B(INFINITE));
  return PICK(y == R(0.0), B(1.0), PICK(x == R(0.0), at_zero, value));
}

/* Philox4x32-10: four words for each lane. */
INLINE void philox(const unsigned *low, const unsigned *high, unsigned group, unsigned cause,
                   unsigned k0, unsigned k1, unsigned words[4][LANES]) {
  unsigned c0[LANES], c1[LANES], c2[LANES], c3[LANES];
  for (int l = 0; l < LANES; ++l) { c0[l] = low[l]; c1[l] = high[l]; c2[l] = group; c3[l] = cause; }
  for (int round = 0; round < 10; ++round) {
    for (int l = 0; l < LANES; ++l) {
      unsigned long long first = 0xD2511F53ull * c0[l], second = 0xCD9E8D57ull * c2[l];
      c0[l] = (unsigned)(second >> 32) ^ c1[l] ^ k0;
      c2[l] = (unsigned)(first >> 32) ^ c3[l] ^ k1;
      c1[l] = (unsigned)second;
      c3[l] = (unsigned)first;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  for (int l = 0; l < LANES; ++l) { words[0][l] = c0[l]; words[1][l] = c1[l]; words[2][l] = c2[l]; words[3][l] = c3[l]; }
}

INLINE V uniform(const unsigned *words) {
  V u;
  for (int l = 0; l < LANES; ++l) LANE(u, l) = (real)words[l];
  u = (u + R(0.5)) * R(0x1p-32);
#ifdef REAL32
  u = least(u, B(0x1.fffffep-1)); /* single precision would round the greatest up to 1 */
#endif
  return u;
}

INLINE V normal(V u) {
  V w = -logarithm(R(4.0) * (u * (R(1.0) - u)));
  V a = w - R(2.5), b = root(w) - R(3.0);
  V centre = B(2.81022636e-08), tail = B(-0.000200214257);
  centre = centre * a + R(3.43273939e-07);  tail = tail * b + R(0.000100950558);
  centre = centre * a + R(-3.5233877e-06);  tail = tail * b + R(0.00134934322);
  centre = centre * a + R(-4.39150654e-06); tail = tail * b + R(-0.00367342844);
  centre = centre * a + R(0.00021858087);   tail = tail * b + R(0.00573950773);
  centre = centre * a + R(-0.00125372503);  tail = tail * b + R(-0.0076224613);
  centre = centre * a + R(-0.00417768164);  tail = tail * b + R(0.00943887047);
  centre = centre * a + R(0.246640727);     tail = tail * b + R(1.00167406);
  centre = centre * a + R(1.50140941);      tail = tail * b + R(2.83297682);
  V inverse = PICK(w < R(5.0), centre, tail);
  return R(0x1.6a09e667f3bcdp+0) * inverse * (R(2.0) * u - R(1.0));
}

struct Job {
  long long n, weeks;
  unsigned seed_low, seed_high;
  const long long *replications; /* of each war */
  const double *numbers;         /* (numbers, n) */
  float *series;                 /* (series, weeks, n), or none */
  double *finals;                /* (finals, n) */
};

struct Week {
  V week;
  int use, slow_use; /* which of the four words of a group: of weekly dice, of four-weekly ones */
};
