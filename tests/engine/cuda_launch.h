
__attribute__((visibility("default"))) void launch(const struct Job *j) {
  blockDim.x = 1;
  for (blockIdx.x = 0; blockIdx.x < j->n; ++blockIdx.x)
    play(j->n, j->weeks, j->seed_low, j->seed_high, j->replications, j->numbers, j->series, j->finals);
}
