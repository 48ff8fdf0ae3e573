/** Variable that names the file into which a measured process writes what it used. */
export const usageFileVariable = 'AMS_BENCHMARK_USAGE_FILE';
