/* Some wars side by side, from their draws to the horizon. What stands in capitals before _HERE is printed. */

TABLE unsigned CAUSES[] = {CAUSES_HERE};

PART void throw_dice(V *RESTRICT D, int first, int last, int is_normal, unsigned group, const unsigned *low,
                     const unsigned *high, const struct Job *job) {
  for (int i = first; i < last; ++i) {
    unsigned words[4][LANES];
    philox(low, high, group, CAUSES[i], job->seed_low, job->seed_high, words);
    for (int use = 0; use < 4; ++use) {
      V u = uniform(words[use]);
      D[4 * i + use] = is_normal ? normal(u) : u;
    }
  }
}

FUNCTIONS_HERE

PART void all_dice(V *RESTRICT D, long long week, const unsigned *low, const unsigned *high, const struct Job *job) {
THROWS_HERE
}

#define WRITE(to, type) \
  for (int l = 0; l < LANES; ++l) if (first + l < job->n) (to)[first + l] = (type)LANE(out, l);

DEVICE void play_strip(const struct Job *job, long long first) {
  V w[SLOTS_HERE], D[DICE_HERE];
  struct Week k = {B(0.0), 0, 0};
  long long at[LANES];
  unsigned low[LANES], high[LANES];
  for (int l = 0; l < LANES; ++l) {
    at[l] = first + l < job->n ? first + l : job->n - 1;
    low[l] = (unsigned)job->replications[at[l]];
    high[l] = (unsigned)((unsigned long long)job->replications[at[l]] >> 32);
  }
LOAD_HERE
START_HERE
STATES_HERE
  for (long long week = 0; week < job->weeks; ++week) {
    k.week = B(week);
    k.use = (int)(week % 4);
    k.slow_use = (int)(week / 4 % 4);
    all_dice(D, week, low, high, job);
WEEK_HERE
    if (job->series) {
SERIES_HERE
    }
COMMIT_HERE
  }
FINALS_HERE
}

#ifdef __CUDACC__
#ifdef __cplusplus
extern "C"
#endif
__global__ void play(long long n, long long weeks, unsigned seed_low, unsigned seed_high, const long long *replications,
                     const double *numbers, float *series, double *finals) {
  const struct Job job = {n, weeks, seed_low, seed_high, replications, numbers, series, finals};
  long long war = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (war < n) play_strip(&job, war);
}
#else
EXPORT void play(const struct Job *job) {
  for (long long first = 0; first < job->n; first += LANES) play_strip(job, first);
}
#endif
