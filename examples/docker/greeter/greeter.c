/* Greets whom the configuration names. */
#include <stdio.h>
#include <string.h>

int main(void)
{
    char name[256] = "world";
    FILE *conf = fopen("/etc/greeter.conf", "r");

    if (conf != NULL) {
        char line[256];
        while (fgets(line, sizeof line, conf) != NULL)
            sscanf(line, "name = %255[^\n]", name);
        fclose(conf);
    }
    printf("Hello, %s!\n", name);
    return 0;
}
