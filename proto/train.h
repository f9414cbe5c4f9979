/* proto/train.h - the vehicles, the loaded outline and the axle loads of an application: checked, and
 * classed. */
#ifndef GUOSUO_PROTO_TRAIN_H
#define GUOSUO_PROTO_TRAIN_H

#include "guosuo/v1/application.pb-c.h"
#include "proto/check.h"
#include "proto/rule.h"

/* VEHICLE_KIND_UNSPECIFIED: none of tractor, rigid_truck, flatbed, hydraulic_modular. */
Guosuo__V1__VehicleKind vehicle_kind(const char *name);

/* Axle lines of a hydraulic modular trailer, axles of any other vehicle. */
uint32_t vehicle_axles(const Guosuo__V1__ApplicationVehicle *vehicle);

struct axles train_axles(const Guosuo__V1__Train *train);

/* The class by its measures; 0: within the basic limits. train->laden is there. */
uint32_t train_class(const Guosuo__V1__Train *train, const Guosuo__V1__Limits *limits);

/* Every rule of vehicles, outline, masses and axles. cargo may be NULL: then nothing is compared with it,
 * unless the train is empty and weighs what its vehicles do. */
void train_check(const struct check *check, const Guosuo__V1__Train *train,
                 const Guosuo__V1__ApplicationCargo *cargo, bool empty);

/* Outline, mass and axles of the same train without its cargo, at `path`. laden NULL: REQUIRED. */
void train_empty_check(const struct check *check, struct path path, const Guosuo__V1__Train *train,
                       const Guosuo__V1__ApplicationLaden *laden);

#endif
